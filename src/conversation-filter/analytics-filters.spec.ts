import { conversationSearch } from './conversation-search.js';

const search = (text: string) => conversationSearch(text, { nowMs: Date.parse('2026-11-21'), maxDays: 31 });

/** An OR of two ANDs. */
const alternatives = (index: number): string => `((ani=a${index} AND dnis=b) OR (remote=c${index} AND subject=d))`;

const many = (count: number, part: (index: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(joint);

describe('analyticsFilters', () => {
  it('writes an OR of ten pairs as ten clauses, not as the 1,024 clauses of the other normal form', () => {
    const pairs = many(10, (index) => `(queue.id = q${index} AND user.id = u${index})`, ' OR ');

    expect(search(pairs).segmentFilters[0]).toMatchObject({ type: 'or', clauses: { length: 10 } });
  });

  it('writes an AND of ten pairs as ten clauses, not as the 1,024 clauses of the other normal form', () => {
    const choices = many(10, (index) => `(ani = a${index} OR dnis = d${index})`, ' AND ');

    expect(search(choices).segmentFilters[0]).toMatchObject({ type: 'and', clauses: { length: 10 } });
  });

  it('accepts up to 500 conditions', () => {
    const list = (count: number): string => `ani IN (${many(count, (index) => `${index}`, ',')})`;

    expect(search(list(500)).segmentFilters[0]?.predicates).toHaveLength(500);
    expect(() => search(`purpose = agent AND ${list(501)}`)).toThrow('more than 500 conditions (at position 21)');
  });

  it('rejects a filter that is too large in both normal forms', () => {
    const text = many(60, alternatives, ' AND ');
    const hostile = `queue.id=a AND (wrapUpCode=x OR (${text} AND (${text})))`;

    expect(() => search(hostile)).toThrow('more than 500 conditions (at position 17)');
  });

  it('rejects a filter that is too large to split by level', () => {
    const text = many(12, (index) => `(conversationId=c${index} AND ani=a${index})`, ' OR ');

    expect(() => search(text)).toThrow('more than 500 conditions (at position 2)');
  });
});
