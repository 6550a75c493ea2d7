/** Separates the digits of a whole number into groups by commas. */
export function grouped(digits: string, size: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const own = digits.slice(sign.length);
  const first = own.length % size;
  const groups = own.slice(first).match(new RegExp(`.{${size}}`, 'g')) ?? [];
  return sign + [...(first > 0 ? [own.slice(0, first)] : []), ...groups].join(',');
}
