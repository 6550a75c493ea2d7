import { findPath } from './json-path.js';

const ANSWER = {
  data: { found: false, name: '', nothing: null, 'a b': 1, list: [{ id: 1 }, { id: 2, of: 'x' }], empty: [] },
  results: [
    {
      data: [
        { qualifier: 'IDLE', stats: { count: 3 } },
        { qualifier: 'BUSY', stats: { count: 1 } },
      ],
    },
  ],
};

describe('a JSONPath', () => {
  it.each([
    ['$', ANSWER],
    ['$.data.found', false],
    ['data.found', false],
    ['$.data.name', ''],
    ['$.data.nothing', null],
    ["$.data['a b']", 1],
    ['$.data.list[1].of', 'x'],
    ['$.data.list[-1].id', 2],
    ['$.data.list.length()', 2],
    ['$.data.empty', []],
    ['$.data.list[*].id', [1, 2]],
    ['$.data.list[*].of', ['x']],
    ['$.data.list[0:1].id', [1]],
    ['$.data.list[0,1].id', [1, 2]],
    ['$.data.empty[*].id', []],
    ['$.results[0].data..qualifier', ['IDLE', 'BUSY']],
    ['$.results[0].data..stats.count', [3, 1]],
    ['$..nowhere', []],
  ])('finds what %s leads to', (path, value) => {
    expect(findPath(path, ANSWER)).toEqual({ isFound: true, value });
  });

  it.each([
    '$.data.missing',
    '$.data.nothing.more',
    '$.data.name.length',
    '$.data.list[2].id',
    '$.data.found.length()',
    '$.results[1].data..qualifier',
    '$.missing[*].id',
    '$.constructor',
    '$.data.list.length',
  ])('finds nothing where %s does not lead anywhere', (path) => {
    expect(findPath(path, ANSWER)).toEqual({ isFound: false });
  });

  it.each([[null], ['text'], [5], [true]])('finds the answer itself where it is %j', (answer) => {
    expect(findPath('$', answer)).toEqual({ isFound: true, value: answer });
    expect(findPath('$.data', answer)).toEqual({ isFound: false });
  });

  it.each(['$.data.list[?(@.id==1)]', '$.data.list[(@.length-1)]', '$..[?(process.exit())]'])(
    'is refused where it has something to evaluate: %s',
    (path) => {
      expect(() => findPath(path, ANSWER)).toThrow('which are not evaluated here');
    },
  );
});
