import { isUtf8 } from 'node:buffer';
import { IncomingMessage } from 'node:http';

/** A client's name and what it proves it with. */
export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Reads the header `Authorization: Basic …` (RFC 7617 §2): the name ends at the first colon, the secret may hold more of
 * them, and neither holds control characters.
 *
 * @returns undefined where it can be read in no way, or in more than one
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

/** How often a header was sent: Node keeps the first of several, and whoever stands in front of us may have judged another. */
export const timesSent = ({ rawHeaders }: IncomingMessage, name: string): number =>
  rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;
