import { isIndefinite, jsonPathFlaw } from './json-path-flaw.js';

describe('a JSONPath', () => {
  it.each([
    '$',
    '$.data.name',
    '$.Build-Version',
    '$..qualifier',
    '$.results[0].data..stats.count',
    "$.['urn:scim:2.0:User']['externalIds'][?(@.authority=='microsoftteams')].value",
    "['participants'][?(@.purpose=='external')].direction",
    "$.list[?(@.name =~ /a.*\\)/i || @.tags[0] == 'x]')]",
    '$.list[-1:]',
    '$.list.length()',
    'data.name',
  ])('may be %s', (path) => {
    expect(jsonPathFlaw(path)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['$.data[0', 'lacks a ]'],
    ['$.data[?(@.a==1]', 'closes a ] that is not open'],
    ['$.data]', 'closes a ] that is not open'],
    ["$.data['name]", 'leaves a quotation mark open'],
    ['$.data.', 'ends with a dot'],
    ['$...name', 'has three dots in a row'],
    ['$.data[]', 'has nothing between its brackets'],
    ['$.first name', "has a blank outside of ['…']"],
  ])('is not %j: it %s', (path, flaw) => {
    expect(jsonPathFlaw(path)).toBe(flaw);
  });

  it('knows which paths give a list, also where they find nothing', () => {
    expect(['$..a', '$.a[*]', '$.a[?(@.b)]', '$.a[0:2]', '$.a[0,1]'].map(isIndefinite)).not.toContain(false);
    expect(['$.a', '$.a[0].b', "$['a,b']", "$.['urn:x'].y"].map(isIndefinite)).not.toContain(true);
  });
});
