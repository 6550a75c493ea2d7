const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_WEEKDAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';

/** IMF-fixdate, then the two obsolete forms that a recipient must still accept: RFC 850 and asctime (RFC 9110 §5.6.7). */
const FORMS = [
  new RegExp(`^${WEEKDAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${LONG_WEEKDAY}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^${WEEKDAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

/** Completes a two-digit year. Returns the latest matching year that is at most 50 years ahead (RFC 9110 §5.6.7). */
function fullYear(digits: string, nowEpochMs: number): number {
  if (digits.length === 4) return Number(digits);
  const latest = new Date(nowEpochMs).getUTCFullYear() + 50;
  return latest - ((latest - Number(digits)) % 100);
}

/**
 * Parses an HTTP date (RFC 9110 §5.6.7), case-sensitively, in any of its three forms. `Date.parse` would also accept local
 * times and other forms, which depend on the engine.
 *
 * @returns milliseconds since 1970; undefined for any other text, including 31 February
 */
export function parseHttpDate(text: string, nowEpochMs: number): number | undefined {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const part = (name: string): number => Number(groups[name]);
    const month = MONTHS.indexOf(groups['month'] ?? '');
    const midnight = new Date(Date.UTC(fullYear(groups['year'] ?? '', nowEpochMs), month, part('day')));
    const exists = midnight.getUTCMonth() === month && midnight.getUTCDate() === part('day');
    if (!exists || part('hour') > 23 || part('minute') > 59 || part('second') > 60) return undefined;
    return midnight.getTime() + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
  }
  return undefined;
}
