import { EngineError } from '../../limits/engine-error.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const FIELD = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/** Formats a date in UTC as `SimpleDateFormat` does. @throws EngineError for a letter that is not supported */
export function formatDate(pattern: string, date: Date): string {
  return pattern.replace(FIELD, (whole, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
    return letter === undefined ? whole : fieldOf(letter, whole.length, date);
  });
}

function fieldOf(letter: string, length: number, date: Date): string {
  const hours = date.getUTCHours();
  switch (letter) {
    case 'y':
    case 'u':
      return length === 2 ? padded(date.getUTCFullYear() % 100, 2) : padded(date.getUTCFullYear(), length);
    case 'M':
    case 'L':
      return length > 2 ? named(MONTHS, date.getUTCMonth(), length) : padded(date.getUTCMonth() + 1, length);
    case 'd':
      return padded(date.getUTCDate(), length);
    case 'E':
      return named(DAYS, date.getUTCDay(), length);
    case 'H':
      return padded(hours, length);
    case 'k':
      return padded(hours === 0 ? 24 : hours, length);
    case 'K':
      return padded(hours % 12, length);
    case 'h':
      return padded(hours % 12 === 0 ? 12 : hours % 12, length);
    case 'm':
      return padded(date.getUTCMinutes(), length);
    case 's':
      return padded(date.getUTCSeconds(), length);
    case 'S':
      return padded(date.getUTCMilliseconds(), length);
    case 'a':
      return hours < 12 ? 'AM' : 'PM';
    case 'z':
      return 'UTC';
    case 'Z':
      return '+0000';
    case 'X':
      return 'Z';
    default:
      throw new EngineError(`The letter ${letter} of date formats is not supported`);
  }
}

/** Parses a date in UTC; undefined if the text does not fit the pattern. */
export function parseDate(pattern: string, text: string): Date | undefined {
  const letters: string[] = [];
  const expression = pattern.replace(FIELD, (whole, quoted: string | undefined, letter: string | undefined) => {
    const literal = quoted ?? (letter === undefined ? whole : undefined);
    if (literal !== undefined) return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    letters.push(whole);
    return /^M{3,}/.test(whole)
      ? '([A-Za-z]+)'
      : letter === 'X' || letter === 'z' || letter === 'Z'
        ? '(\\S+)'
        : '(\\d+)';
  });
  const parts = new RegExp(`^${expression}`).exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  const valueOf = (letter: string, otherwise: number): number => {
    const index = letters.findIndex((field) => field.startsWith(letter));
    const part = parts[index];
    if (part === undefined) return otherwise;
    return /^\d+$/.test(part) ? Number(part) : MONTHS.findIndex((month) => month.startsWith(part)) + 1;
  };
  const [year, month, day] = [valueOf('y', 1970), valueOf('M', 1), valueOf('d', 1)];
  return new Date(
    Date.UTC(year, month - 1, day, valueOf('H', valueOf('h', 0)), valueOf('m', 0), valueOf('s', 0), valueOf('S', 0)),
  );
}

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

function named(names: readonly string[], index: number, length: number): string {
  const name = names[index] ?? '';
  return length > 3 ? name : name.slice(0, 3);
}
