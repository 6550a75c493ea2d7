import { InvalidInput } from '../../errors/request-errors.js';

/** Query parameters. A list becomes one pair per item. Undefined values are left out. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Characters that a query needs no encoding for (WHATWG URL, application/x-www-form-urlencoded percent-encode set). */
const UNENCODED = /^[\w.*-]*$/;

/** Path and query as they are sent. Their author has encoded them. */
export class EncodedTarget {
  /** @throws TypeError for a text that is no path, or that has characters which a request line cannot carry */
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
 * Rejects segments that would lead to another resource: empty ones, and `.` and `..`, which servers resolve even when they
 * are percent-encoded (WHATWG URL, dot segments).
 *
 * @throws InvalidInput
 */
export function checkSegments(segments: readonly string[] | EncodedTarget): void {
  if (segments instanceof EncodedTarget) return;
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..')
      throw new InvalidInput('An id cannot be empty or consist of one or two dots');
    if (!segment.isWellFormed()) throw new InvalidInput('An id is not valid Unicode text');
  }
}

function queryText(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((item) => pairText(name, item)),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const pairText = (name: string, value: string): string =>
  UNENCODED.test(name) && UNENCODED.test(value) ? `${name}=${value}` : String(new URLSearchParams({ [name]: value }));
