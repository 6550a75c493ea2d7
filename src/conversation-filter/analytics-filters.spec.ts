import { conversationSearch } from './conversation-search.js';

const search = (text: string) => conversationSearch(text, { nowMs: Date.parse('2026-11-21'), maxDays: 31 });

/** Two pairs of conditions, in which an AND stands below an OR. */
const alternatives = (index: number): string => `((ani=a${index} AND dnis=b) OR (remote=c${index} AND subject=d))`;

const many = (count: number, part: (index: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(joint);

describe('the filters of a search', () => {
  it('take ten pairs as ten alternatives, not as the thousand clauses that they would be the other way', () => {
    const pairs = many(10, (index) => `(queue.id = q${index} AND user.id = u${index})`, ' OR ');

    expect(search(pairs).segmentFilters[0]).toMatchObject({ type: 'or', clauses: { length: 10 } });
  });

  it('take ten choices as ten clauses, not as the thousand alternatives that they would be the other way', () => {
    const choices = many(10, (index) => `(ani = a${index} OR dnis = d${index})`, ' AND ');

    expect(search(choices).segmentFilters[0]).toMatchObject({ type: 'and', clauses: { length: 10 } });
  });

  it('hold up to 500 conditions', () => {
    const list = (count: number): string => `ani IN (${many(count, (index) => `${index}`, ',')})`;

    expect(search(list(500)).segmentFilters[0]?.predicates).toHaveLength(500);
    expect(() => search(`purpose = agent AND ${list(501)}`)).toThrow('more than 500 conditions (at position 21)');
  });

  it('refuse what explodes either way, within milliseconds', () => {
    const text = many(60, alternatives, ' AND ');
    const hostile = `queue.id=a AND (wrapUpCode=x OR (${text} AND (${text})))`;
    const startedAtMs = performance.now();

    expect(() => search(hostile)).toThrow('more than 500 conditions (at position 17)');
    expect(performance.now() - startedAtMs).toBeLessThan(500);
  });

  it('refuse what explodes before its levels can be told apart', () => {
    const text = many(12, (index) => `(conversationId=c${index} AND ani=a${index})`, ' OR ');

    expect(() => search(text)).toThrow('more than 500 conditions (at position 2)');
  });
});
