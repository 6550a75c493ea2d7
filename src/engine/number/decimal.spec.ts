import { Decimal } from './decimal.js';
import { doubleText } from './double-text.js';

const decimal = (text: string): Decimal => Decimal.parse(text) ?? Decimal.of(0n, 0);

describe('Decimal', () => {
  it.each([
    ['1.50', '1.50'],
    ['-0.001', '-0.001'],
    ['1E+3', '1E+3'],
    ['.5', '0.5'],
    ['0.0000001', '1E-7'],
  ])('prints %s as BigDecimal does', (text, expected) => {
    expect(decimal(text).toString()).toBe(expected);
  });

  it.each(['', 'abc', '1,5', '1e', '--1', '0x10'])('does not read %j', (text) => {
    expect(Decimal.parse(text)).toBeUndefined();
  });

  it('compares by value, with any number of digits', () => {
    expect(decimal('22').compare(decimal('22.0'))).toBe(0);
    expect(decimal('12345678901234567890').compare(decimal('12345678901234567891'))).toBe(-1);
    expect(decimal('1e1000000').compare(decimal('1e999999'))).toBe(1);
  });
});

describe('doubleText', () => {
  it.each([
    [2, '2.0'],
    [0.1, '0.1'],
    [12345678.5, '1.23456785E7'],
    [0.0001, '1.0E-4'],
    [-0, '-0.0'],
  ])('writes %d as %s', (value, text) => {
    expect(doubleText(value)).toBe(text);
  });
});
