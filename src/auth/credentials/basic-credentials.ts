import { isUtf8 } from 'node:buffer';
import { IncomingMessage } from 'node:http';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Parses `Authorization: Basic …` (RFC 7617 §2). The id ends at the first colon. Control characters are invalid.
 *
 * @returns undefined if the value is malformed or ambiguous
 */
export function readBasic(authorization: string): Credentials | undefined {
  const [, encoded = ''] = /^Basic +([\w+/]+={0,2})$/i.exec(authorization) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (encoded === '' || bytes.toString('base64') !== encoded || !isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || /\p{Cc}/u.test(text)) return undefined;
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** Returns how often a header was sent. Node uses only the first value, but a proxy may have checked another one. */
export const timesSent = ({ rawHeaders }: IncomingMessage, name: string): number =>
  rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;
