import { InvalidInput } from '../../errors/request-errors.js';
import { segmentDefect } from '../../upstreams/web-services/web-request.js';

/** Characters of a path that need no encoding (RFC 3986 §3.3), except `;`, which ends a segment for some servers. */
const IN_PATH = /[\w.~!$&'()*+,=:@-]/;

/** Characters of a query that need no encoding (RFC 3986 §3.4), except the separators of parameters. */
const IN_QUERY = /[\w.~!$'()*+,:@/?-]/;

const ESCAPE = /%[\da-f]{2}/i;

/** One percent escape, or one character. */
const PIECE = /%[\da-f]{2}|[^]/giu;

/**
 * Encodes a value of an input for a path. Keeps existing escapes: templates create them, for example with `$esc.url`.
 */
export const encodePathValue = (text: string): string => encode(text, IN_PATH);

/** Encodes a value of an input for a query or a form, so that it cannot add a parameter. */
export const encodeQueryValue = (text: string): string => encode(text, IN_QUERY);

/** Checks a segment of a path that contains a value of an input. @throws InvalidInput if `segmentDefect` returns a defect */
export function checkSegment(segment: string, names: string): void {
  const defect = segmentDefect(segment);
  if (defect !== undefined) throw new InvalidInput(`${names} is part of the upstream URL: it ${defect}`);
}

function encode(text: string, allowed: RegExp): string {
  if (!text.isWellFormed()) throw new InvalidInput('A value in the URL is not valid Unicode');
  return text.replace(PIECE, (piece) => (ESCAPE.test(piece) || allowed.test(piece) ? piece : percent(piece)));
}

const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
