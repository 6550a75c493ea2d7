import { InvalidInput } from '../../errors/request-errors.js';

/** What a path carries as it is (RFC 3986 §3.3), without `;`, which some servers cut off. */
const IN_PATH = /[\w.~!$&'()*+,=:@-]/;

/** What a query carries as it is (RFC 3986 §3.4), without what separates its parameters. */
const IN_QUERY = /[\w.~!$'()*+,:@/?-]/;

const ESCAPE = /%[\da-f]{2}/i;

/** One percent escape, or one character. */
const PIECE = /%[\da-f]{2}|[^]/giu;

/** Decodings that a chain of servers may apply. */
const DECODINGS = 3;

/**
 * Encodes a value of an input for a place in a path. Escapes that it has already stay: templates make them, for example with
 * `$esc.url`.
 */
export const encodePathValue = (text: string): string => encode(text, IN_PATH);

/** Encodes a value of an input for a place in a query or a form, so that it stays one value. */
export const encodeQueryValue = (text: string): string => encode(text, IN_QUERY);

/**
 * Checks a segment of a path that holds a value of an input.
 *
 * @throws InvalidInput for a segment that leads to another resource: an empty one, `.` or `..`, also behind a slash that a
 * server may decode, and control characters
 */
export function checkSegment(segment: string, names: string): void {
  let text = segment;
  for (let times = 0; times < DECODINGS; times += 1) text = decoded(text);
  const parts = text.split(/[/\\]/).map((part) => part.split(';', 1)[0]);
  if (text === '' || parts.some((part) => part === '.' || part === '..'))
    throw new InvalidInput(`${names} is part of the address: it cannot be empty or consist of one or two dots`);
  // C0 and C1 begin overlong forms of ASCII characters, which UTF-8 forbids and some servers decode.

  if (/[\u0000-\u001f\u007f\u00c0\u00c1]/.test(text))
    throw new InvalidInput(`${names} is part of the address: it cannot hold control characters`);
}

function encode(text: string, allowed: RegExp): string {
  if (!text.isWellFormed()) throw new InvalidInput('A value of the address is not valid Unicode text');
  return text.replace(PIECE, (piece) => (ESCAPE.test(piece) || allowed.test(piece) ? piece : percent(piece)));
}

const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** Decodes each escape by itself, so that a broken one hides no other. Only ASCII matters here. */
const decoded = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
