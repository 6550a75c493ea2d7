import { jsonText } from '../json/json-text.js';
import { parseJson } from '../json/parse-json.js';
import { InvalidPath } from './syntax/path-error.js';
import { JsonPath } from './json-path.js';

/** Expected values come from Jayway JsonPath, built from its source. */
const FLEET = parseJson(`{
  "depot": "north", "spare": null, "capacity": 3, "a.b": "dotted", "loads": [4, 1, 7], "none": [],
  "urn:x:1": {"codes": [{"k": "A", "v": 1}, {"k": "B", "v": 2}]},
  "trucks": [
    {"plate": "T-1", "km": 90.5, "driver": "Ann", "tags": ["cold", "night"], "ok": true},
    {"plate": "T-2", "km": 12, "driver": null, "tags": []},
    {"plate": "T-3", "km": 7, "route": {"stops": [{"city": "Oslo"}, {"city": "Rome"}]}}
  ]
}`);

const find = (path: string): string => {
  const found = new JsonPath(path).find(FLEET);
  return found === undefined ? 'nothing' : jsonText(found);
};

describe('JsonPath', () => {
  describe('names and lists', () => {
    it.each([
      ['$.depot', '"north"'],
      ['depot', '"north"'],
      ["['depot']", '"north"'],
      ["$.['capacity']", '3'],
      ["$['a.b']", '"dotted"'],
      ["$['urn:x:1'].codes[1].v", '2'],
      ['$.spare', 'null'],
      ['$.nowhere', 'nothing'],
      ['$.depot.length', 'nothing'],
      ['$.depot[0]', 'nothing'],
      ['$.trucks.0.plate', 'nothing'],
      ['$.trucks[0].plate', '"T-1"'],
      ['$.trucks[-1].plate', '"T-3"'],
      ['$.trucks[9].plate', 'nothing'],
      ['$.trucks[0,2].plate', '["T-1","T-3"]'],
      ['$.loads[-2:]', '[1,7]'],
      ['$.loads[:1]', '[4]'],
      ['$.loads[1:2]', '[1]'],
      ['$.loads[9:]', '[]'],
      ['$.trucks[*].driver', '["Ann",null]'],
      ['$.trucks[9].tags[*]', '[]'],
      ["$.trucks[*]['plate','km']", '[{"plate":"T-1","km":90.5},{"plate":"T-2","km":12},{"plate":"T-3","km":7}]'],
      ["$['depot','capacity']", '{"depot":"north","capacity":3}'],
      ['$..city', '["Oslo","Rome"]'],
      ['.loads', '[[4,1,7]]'],
      ['$..stops[0].city', '["Oslo"]'],
      ['$..nowhere', '[]'],
    ])('%s finds %s', (path, expected) => {
      expect(find(path)).toBe(expected);
    });
  });

  describe('filters', () => {
    it.each([
      ["$.trucks[?(@.plate=='T-2')].km", '[12]'],
      ["$.trucks[?(@.plate!='T-2')].plate", '["T-1","T-3"]'],
      ['$.trucks[?(@.km > 10)].plate', '["T-1","T-2"]'],
      ["$.trucks[?(@.km == '12')].plate", '["T-2"]'],
      ["$.trucks[?(@.km === '12')].plate", '[]'],
      ['$.trucks[?(@.km <= $.capacity || @.ok == true)].plate', '["T-1"]'],
      ['$.trucks[?(@.driver == null)].plate', '["T-2"]'],
      ['$.trucks[?(@.driver)].plate', '["T-1","T-2"]'],
      ['$.trucks[?(!@.driver)].plate', '["T-3"]'],
      ['$.trucks[?(!(@.km < 50 && @.driver))].plate', '["T-1","T-3"]'],
      ["$.trucks[?('cold' in @.tags)].plate", '["T-1"]'],
      ["$.trucks[?(@.driver in ['Ann', 'Bob'])].plate", '["T-1"]'],
      ["$.trucks[?(@.plate nin ['T-1'])].plate", '["T-2","T-3"]'],
      ["$.trucks[?(@.tags subsetof ['cold', 'night', 'x'])].plate", '["T-1","T-2"]'],
      ["$.trucks[?(@.tags anyof ['night'])].plate", '["T-1"]'],
      ["$.trucks[?(@.tags contains 'night')].plate", '["T-1"]'],
      ["$.trucks[?(@.plate contains '-3')].plate", '["T-3"]'],
      ['$.trucks[?(@.tags size 2)].plate', '["T-1"]'],
      ['$.trucks[?(@.tags empty true)].plate', '["T-2"]'],
      ['$.trucks[?(@.plate =~ /t-[12]/i)].plate', '["T-1","T-2"]'],
      ['$.trucks[?(@.plate =~ /T/)].plate', '[]'],
      ['$.trucks[?(@.plate =~ /(?!T-1).*/)].plate', '["T-2","T-3"]'],
      ["$.trucks[?(@.route.stops[1].city=='Rome')].plate", '["T-3"]'],
      ["$.trucks[?(@.route.stops[?(@.city=='Rome')])].plate", '["T-3"]'],
      ["$..stops[?(@.city=='Oslo')].city", '["Oslo"]'],
      ['$.loads[?(@ > 3)]', '[4,7]'],
      ["$.trucks[?(@.plate=='T-2')][0].km", '[]'],
      ['$.trucks[?(@.tags.length() == 2)].plate', '["T-1"]'],
    ])('%s finds %s', (path, expected) => {
      expect(find(path)).toBe(expected);
    });
  });

  describe('functions', () => {
    it.each([
      ['$.loads.length()', '3'],
      ['$.loads.size()', '3'],
      ['$.trucks[0].length()', '5'],
      ['$.depot.length()', 'null'],
      ['$.trucks[*].tags.length()', '[2,0]'],
      ['$.loads.sum()', '12.0'],
      ['$.loads.min()', '1.0'],
      ['$.loads.max()', '7.0'],
      ['$.loads.avg()', '4.0'],
      ['$..km.sum()', '109.5'],
      ['$.loads.first()', '4'],
      ['$.loads.last()', '7'],
      ['$.loads.index(1)', '1'],
      ['$.loads.append(9)', '[4,1,7,9]'],
      ['$.trucks[0].keys()', '["plate","km","driver","tags","ok"]'],
      ['$.concat($.depot, "-", $.trucks[0].plate)', '"north-T-1"'],
    ])('%s returns %s', (path, expected) => {
      expect(find(path)).toBe(expected);
    });

    it.each(['$.none.sum()', '$.none.first()', '$.depot.first()', '$.loads.median()'])('%s fails', (path) => {
      expect(() => find(path)).toThrow();
    });

    it('does not change the document', () => {
      find('$.loads.append(9)');
      expect(find('$.loads')).toBe('[4,1,7]');
    });
  });

  it.each([
    '$$.depot',
    '$.',
    '..id',
    '$.trucks[abc]',
    '$.trucks[1,]',
    '$.trucks[(@.length-1)]',
    '$.trucks[?()]',
    '$.trucks[?@.km==1]',
    '$.trucks[?(@.km == )]',
    '$.trucks[?(@.plate == T-1)]',
    '$.trucks[?(@.plate =~ /[/)]',
    '$.my name',
    "$['depot'",
  ])('rejects %s', (path) => {
    expect(() => new JsonPath(path)).toThrow(InvalidPath);
  });

  it('detects which paths find a list', () => {
    expect(
      ['$.a.b[0]', '$..a', '$.a[*]', '$.a[?(@.b)]', '$.a[0,1]', '$.a.length()'].map(
        (path) => new JsonPath(path).isDefinite,
      ),
    ).toEqual([true, false, false, false, false, true]);
  });

  it('fails on a document that is null', () => {
    expect(() => new JsonPath('$').find(null)).toThrow('null');
  });
});
