import { InvalidInput } from '../../errors/request-errors.js';

/** Query parameters. A list becomes one pair per item. Undefined values are omitted. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Characters of a query that need no encoding (WHATWG URL, application/x-www-form-urlencoded percent-encode set). */
const UNENCODED = /^[\w.*-]*$/;

/** Path and query that are already encoded and are sent unchanged. */
export class EncodedTarget {
  /** @throws TypeError for a text that is not a path, or has characters that a request line cannot contain */
  constructor(readonly text: string) {
    if (!/^\/[!-~]*$/.test(text))
      throw new TypeError('A request target begins with / and has visible ASCII characters only');
  }
}

/**
 * Builds the path and query of a request. Each segment is percent-encoded, so an input can never add a segment, a query
 * or a fragment.
 *
 * @throws InvalidInput as `checkSegments`
 */
export function requestTarget(path: readonly string[] | EncodedTarget, query: Query = {}): string {
  if (path instanceof EncodedTarget) return path.text;
  checkSegments(path);
  return `/${path.map(encodeURIComponent).join('/')}${queryText(query)}`;
}

/**
 * Rejects segments that would lead to another resource.
 *
 * @throws InvalidInput
 */
export function checkSegments(segments: readonly string[] | EncodedTarget): void {
  if (segments instanceof EncodedTarget) return;
  for (const segment of segments) {
    if (/^[\w-]+$/.test(segment)) continue;
    if (!segment.isWellFormed()) throw new InvalidInput('An id is not valid Unicode text');
    const defect = segmentDefect(encodeURIComponent(segment));
    if (defect !== undefined) throw new InvalidInput(`An id ${defect}`);
  }
}

/** Decodings that a chain of servers may apply. */
const DECODINGS = 3;

/**
 * Returns why an encoded segment of a path could lead to another resource; undefined if it cannot.
 *
 * A segment must not be empty, `.` or `..`: servers also resolve dots that are percent-encoded (WHATWG URL, dot segments), next
 * to an encoded slash, or before a `;`. It must not contain control characters. C0 and C1 begin overlong forms of ASCII
 * characters, which UTF-8 forbids and some servers decode.
 */
export function segmentDefect(encoded: string): string | undefined {
  let text = encoded;
  for (let times = 0; times < DECODINGS; times += 1) text = decoded(text);
  const parts = text.split(/[/\\]/).map((part) => part.split(';', 1)[0]);
  if (text === '' || parts.some((part) => part === '.' || part === '..'))
    return 'cannot be empty or consist of one or two dots';
  return /[\u0000-\u001f\u007f\u00c0\u00c1]/.test(text) ? 'cannot contain control characters' : undefined;
}

/** Decodes each escape separately, so that an invalid escape does not hide another one. Only ASCII matters here. */
const decoded = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

function queryText(query: Query): string {
  let text = '';
  for (const name of Object.keys(query)) {
    const value = query[name] ?? [];
    for (const item of typeof value === 'string' ? [value] : value)
      text += `${text === '' ? '?' : '&'}${pairText(name, item)}`;
  }
  return text;
}

const pairText = (name: string, value: string): string =>
  UNENCODED.test(name) && UNENCODED.test(value) ? `${name}=${value}` : String(new URLSearchParams({ [name]: value }));
