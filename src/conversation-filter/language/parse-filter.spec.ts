import { InvalidFilter } from './invalid-filter.js';
import { parseFilter } from './parse-filter.js';
import { printFilter } from './print-filter.js';

function rejectionOf(text: string): InvalidFilter {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof InvalidFilter) return error;
    throw error;
  }
  throw new Error('the filter was accepted');
}

describe('parseFilter', () => {
  it("parses the guide's example", () => {
    expect(parseFilter("queue.id='Q' AND createdDateTime >= '2024-01-01T00:00:00Z'")).toEqual({
      kind: 'and',
      operands: [
        {
          kind: 'comparison',
          field: { text: 'queue.id', at: 0 },
          operator: '=',
          value: { text: 'Q', at: 9 },
        },
        {
          kind: 'comparison',
          field: { text: 'createdDateTime', at: 17 },
          operator: '>=',
          value: { text: '2024-01-01T00:00:00Z', at: 36 },
        },
      ],
    });
  });

  it.each([
    ['a=b', "a = 'b'"],
    ['  a\n\t= b ', "a = 'b'"],
    ['a = "b c"', "a = 'b c'"],
    [`a = "it's"`, "a = 'it\\'s'"],
    ["a = 'x\\'y\\\\z'", "a = 'x\\'y\\\\z'"],
    ['a = "\\"\\n"', `a = '"n'`],
    ["a = ''", "a = ''"],
    ['ani = tel:+13175550100', "ani = 'tel:+13175550100'"],
    ['remote = sip:ada@example.com', "remote = 'sip:ada@example.com'"],
    ['a>=2024-01-01T00:00:00+01:00', "a >= '2024-01-01T00:00:00+01:00'"],
    ['a > now-24h', "a > 'now-24h'"],
    ['a!=b', "a != 'b'"],
    ['a in (b,"c" , d)', "a IN ('b', 'c', 'd')"],
    ['a NOT IN (b)', "NOT a IN ('b')"],
    ['a exists', 'a EXISTS'],
    ['EXISTS a', 'a EXISTS'],
    ['not exists(a)', 'NOT a EXISTS'],
    ['a not exists', 'NOT a EXISTS'],
    ['NOT EXISTS a', 'NOT a EXISTS'],
    ['andy = order', "andy = 'order'"],
    ['a = "and"', "a = 'and'"],
    ['a=1 and b=2 or c=3 and d=4', "a = '1' AND b = '2' OR c = '3' AND d = '4'"],
    ['(a=1 and b=2) or (c=3)', "a = '1' AND b = '2' OR c = '3'"],
    ['a=1 and (b=2 or c=3)', "a = '1' AND (b = '2' OR c = '3')"],
    ['a=1 and (b=2 and (c=3 and d=4))', "a = '1' AND b = '2' AND c = '3' AND d = '4'"],
    ['not a=1 and b=2', "NOT a = '1' AND b = '2'"],
    ['not (a=1 and b=2)', "NOT (a = '1' AND b = '2')"],
    ['not not a=1', "a = '1'"],
    ['not not not a=1', "NOT a = '1'"],
    ['not (not a=1)', "a = '1'"],
  ])('parses %j', (text, canonical) => {
    expect(printFilter(parseFilter(text))).toBe(canonical);
  });

  it.each([
    ['', 1, 'expected "(", EXISTS or a field'],
    ['   ', 1, 'expected "(", EXISTS or a field'],
    ['a', 2, 'expected a comparison, NOT, IN or EXISTS'],
    ['a b', 3, 'expected a comparison, NOT, IN or EXISTS'],
    ['queue.id = ', 11, 'expected a value'],
    ['a = and', 5, 'expected a value'],
    ['and = a', 1, 'expected "(", EXISTS or a field'],
    ["'a' = b", 1, 'expected "(", EXISTS or a field'],
    ['a = b AND', 10, 'expected "(", EXISTS or a field'],
    ['a = b = c', 7, 'expected AND, OR or the end'],
    ['a = b c', 7, 'expected AND, OR or the end'],
    ['a = b)', 6, 'expected AND, OR or the end'],
    ['(a = b', 7, 'expected ")"'],
    ['()', 2, 'expected "(", EXISTS or a field'],
    ['a IN b', 6, 'expected "("'],
    ['a IN ()', 7, 'expected a value'],
    ['a IN (b', 8, 'expected ")"'],
    ['a IN (b,)', 9, 'expected a value'],
    ['a NOT b', 7, 'expected IN or EXISTS'],
    ['EXISTS', 7, 'expected a field or "("'],
    ["a = 'b", 5, 'the closing quote is missing'],
    ['a = "b\\\\"c"', 11, 'the closing quote is missing'],
    ['a = b!', 6, 'a value with this character needs quotes'],
    ['a = b\\c', 6, 'a value with this character needs quotes'],
    ['a = b\0', 6, 'control characters are not allowed'],
    ["a = '\u009b'", 6, 'control characters are not allowed'],
  ])('rejects %j at position %i: %s', (text, position, problem) => {
    const rejection = rejectionOf(text);

    expect(rejection.position).toBe(position);
    expect(rejection.message).toBe(`filter_expression: ${problem} (at position ${position})`);
    expect(rejection).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400 });
  });

  it('accepts parentheses to a depth of 50', () => {
    const nested = (depth: number): string => '('.repeat(depth) + 'a = b' + ')'.repeat(depth);

    expect(printFilter(parseFilter(nested(50)))).toBe("a = 'b'");
    expect(rejectionOf(nested(51)).position).toBe(51);
  });

  it.each([
    ['10,000 parentheses', '('.repeat(10_000), 51],
    ['5,000 pairs of parentheses', '('.repeat(5_000) + ')'.repeat(5_000), 51],
    ['100 KB', `a = '${'x'.repeat(100_000)}'`, 10_001],
    ['an open quote over 9,000 escapes', `a = '${'\\x'.repeat(4_500)}`, 5],
    ['2,400 NOTs', 'NOT '.repeat(2_400), 9_600],
    ['1,600 open lists', 'a IN ('.repeat(1_600), 306],
    ['9,000 operators', '='.repeat(9_000), 1],
    ['1,400 terms and a missing term', 'a=b or '.repeat(1_400), 9_800],
    ['NUL bytes', '\0'.repeat(9_000), 1],
  ])('rejects %s', (_, text, position) => {
    expect(rejectionOf(text).position).toBe(position);
  });
});
