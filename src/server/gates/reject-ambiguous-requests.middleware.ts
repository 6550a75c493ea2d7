import { IncomingMessage, ServerResponse } from 'node:http';
import { UnreadableRequest } from '../../errors/request-errors.js';
import { foreignProtocolOf } from './request-protocol.js';

/** Upper limit of headers in a request. Genesys Cloud sends about fifteen. */
export const MAX_HEADERS = 100;

/** Headers that must not be repeated. Node uses the first value or joins the values, but a proxy may use another one. */
const SINGLE = new Set(['host', 'authorization', 'content-type', 'idempotency-key', 'x-failure-style']);

/** RFC 3986 §3.2.2 and §3.2.3: a host name or an IP address, and an optional port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d{0,5})?$/i;

/** RFC 9112 §3.2: a path, `*`, or a URL, of which only the path is used. */
const TARGET = /^(\/|\*$|https?:\/\/[^/?#@]+(?:[/?#]|$))/i;

/**
 * Rejects requests that Node accepts but that a proxy in front can parse differently, which enables request smuggling
 * (RFC 9112 §11.2). Closes their connection.
 *
 * @throws UnreadableRequest for an ambiguous head
 */
export function rejectAmbiguousRequests(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const defect = defectOf(request);
  if (defect === undefined) return next();
  response.setHeader('Connection', 'close');
  throw defect;
}

/** Returns whether `rejectAmbiguousRequests` would reject a request. */
export const isAmbiguous = (request: IncomingMessage): boolean => defectOf(request) !== undefined;

function defectOf(request: IncomingMessage): UnreadableRequest | undefined {
  const { headers, rawHeaders, httpVersion, url = '' } = request;
  if (rawHeaders.length > 2 * MAX_HEADERS)
    return new UnreadableRequest(431, `There are more than ${MAX_HEADERS} headers`);
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return bad('The request is not in HTTP/1.1');
  const protocol = foreignProtocolOf(request);
  if (protocol !== undefined) return bad(`The protocol is ${protocol} and not HTTP`);
  if (headers.host === undefined && httpVersion === '1.1') return bad('The header Host is missing');
  if (headers.host !== undefined && !HOST.test(headers.host)) return bad('The header Host is not a valid host');
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0'))
    return bad('The transfer encoding must be chunked, with HTTP/1.1');
  if (!TARGET.test(url)) return bad('The request target is neither a path nor an HTTP URL');
  const repeated = repeatedHeader(rawHeaders);
  return repeated === undefined ? undefined : bad(`The header ${repeated} occurs more than once`);
}

/**
 * Returns the name of a repeated header that must be unique.
 *
 * @param rawHeaders names and values alternate: `[name, value, name, value, …]`
 */
function repeatedHeader(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}

const bad = (message: string): UnreadableRequest => new UnreadableRequest(400, message);
