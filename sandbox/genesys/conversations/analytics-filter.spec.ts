import { readFilters, InvalidFilter } from './analytics-filter.js';

const DIMENSIONS = new Set(['queueId', 'userId', 'purpose', 'recording', 'divisionId']);

/** A segment, its session and its participant. */
const FACTS = [
  { queueId: 'q-1', divisionIds: ['d-1', 'd-2'] },
  { recording: false },
  { purpose: 'agent', userId: undefined },
];

const is = (dimension: string, value: string) => ({ type: 'dimension', dimension, operator: 'matches', value });

function holds(filter: object): boolean {
  return readFilters([filter], 'segmentFilters', DIMENSIONS).every((test) => test(FACTS));
}

function errorOf(list: unknown): InvalidFilter {
  try {
    readFilters(list, 'segmentFilters', DIMENSIONS);
  } catch (error) {
    if (error instanceof InvalidFilter) return error;
    throw error;
  }
  throw new Error('The filter was not rejected');
}

describe('a filter of an analytics query', () => {
  it.each([
    [is('queueId', 'q-1'), true],
    [is('queueId', 'q-2'), false],
    [is('queueId', 'Q-1'), false],
    [{ dimension: 'purpose', value: 'agent' }, true],
    [is('recording', 'false'), true],
    [is('divisionId', 'd-2'), true],
    [is('userId', 'undefined'), false],
    [{ dimension: 'queueId', operator: 'exists' }, true],
    [{ dimension: 'recording', operator: 'exists' }, true],
    [{ dimension: 'userId', operator: 'exists', value: null }, false],
    [{ dimension: 'userId', operator: 'notExists' }, true],
    [{ dimension: 'queueId', operator: 'notExists' }, false],
  ])('evaluates %j to %s', (predicate, expected) => {
    expect(holds({ type: 'and', predicates: [predicate] })).toBe(expected);
    expect(holds({ type: 'or', predicates: [predicate] })).toBe(expected);
  });

  it('combines its predicates and clauses with AND or OR, as its type says', () => {
    const yes = is('queueId', 'q-1');
    const no = is('queueId', 'q-2');
    const clause = (type: string, ...predicates: object[]) => ({ type, predicates });

    expect(holds({ type: 'and', predicates: [yes, no] })).toBe(false);
    expect(holds({ type: 'or', predicates: [yes, no] })).toBe(true);
    expect(holds({ type: 'and', predicates: [yes], clauses: [clause('or', no, yes)] })).toBe(true);
    expect(holds({ type: 'and', predicates: [yes], clauses: [clause('and', no, yes)] })).toBe(false);
    expect(holds({ type: 'or', predicates: [no], clauses: [clause('and', yes, yes)] })).toBe(true);
    expect(holds({ type: 'or', clauses: [clause('and', yes, no), clause('and', no)] })).toBe(false);
  });

  it('is not applied if the list of filters is missing or null', () => {
    expect(readFilters(undefined, 'segmentFilters', DIMENSIONS)).toEqual([]);
    expect(readFilters(null, 'segmentFilters', DIMENSIONS)).toEqual([]);
  });

  it.each([
    ['voice', 'segmentFilters'],
    [['voice'], 'segmentFilters[0]'],
    [[{ predicates: [is('queueId', 'q')] }], 'segmentFilters[0].type'],
    [[{ type: 'not', predicates: [is('queueId', 'q')] }], 'segmentFilters[0].type'],
    [[{ type: 'and' }], 'segmentFilters[0]'],
    [[{ type: 'and', predicates: [], clauses: [] }], 'segmentFilters[0]'],
    [[{ type: 'and', predicates: {} }], 'segmentFilters[0].predicates'],
    [[{ type: 'and', predicates: [7] }], 'segmentFilters[0].predicates[0]'],
    [[{ type: 'and', predicates: [is('foo', 'q')] }], 'segmentFilters[0].predicates[0].dimension'],
    [[{ type: 'and', predicates: [{ dimension: 'queueId' }] }], 'segmentFilters[0].predicates[0].value'],
    [[{ type: 'and', predicates: [is('queueId', '')] }], 'segmentFilters[0].predicates[0].value'],
    [
      [{ type: 'and', predicates: [{ dimension: 'queueId', operator: 'exists', value: 'q' }] }],
      'segmentFilters[0].predicates[0].value',
    ],
    [
      [{ type: 'and', predicates: [{ dimension: 'queueId', operator: 'notMatches', value: 'q' }] }],
      'segmentFilters[0].predicates[0].operator',
    ],
    [
      [{ type: 'and', predicates: [{ type: 'metric', metric: 'tTalk', range: { gt: 1 } }] }],
      'segmentFilters[0].predicates[0].type',
    ],
    [
      [{ type: 'and', predicates: [{ dimension: 'queueId', value: 'q', range: { gt: 1 } }] }],
      'segmentFilters[0].predicates[0].range',
    ],
    [
      [{ type: 'and', clauses: [{ type: 'or', clauses: [{ type: 'and', predicates: [is('queueId', 'q')] }] }] }],
      'segmentFilters[0].clauses[0].clauses',
    ],
  ])('is rejected if the list is %j, and the error names the field %s', (list, fieldName) => {
    expect(errorOf(list).fieldName).toBe(fieldName);
  });
});
