import { IncomingMessage, ServerResponse } from 'node:http';
import { UnreadableRequest } from '../../errors/request-errors.js';

/** Callers send about fifteen. */
export const MAX_HEADERS = 100;

/** Of two of these, Node takes the first or joins both, and a proxy in front may take the other. */
const SINGLE = new Set(['host', 'authorization', 'content-type', 'idempotency-key', 'x-failure-style']);

/** RFC 3986 §3.2.2 and §3.2.3: a name or an address, and a port. */
const HOST = /^(\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(:\d{0,5})?$/i;

/** RFC 9112 §3.2: a path, `*`, or an address whose path counts and whose host is ours whatever it says. */
const TARGET = /^(\/|\*$|https?:\/\/[^/?#@]+(?:[/?#]|$))/i;

/**
 * Refuses a request that Node takes but whose head can be read in two ways: where a proxy in front reads it the other way, one
 * of the two lets something pass that the other has not seen (request smuggling, RFC 9112 §11.2). The connection ends with it.
 */
export function rejectAmbiguousRequests(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const flaw = flawOf(request);
  if (flaw === undefined) return next();
  response.setHeader('Connection', 'close');
  throw flaw;
}

function flawOf(request: IncomingMessage): UnreadableRequest | undefined {
  const { headers, rawHeaders, httpVersion, url = '' } = request;
  if (rawHeaders.length > 2 * MAX_HEADERS)
    return new UnreadableRequest(431, `There are more than ${MAX_HEADERS} headers`);
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return bad('The request is not in HTTP/1.1');
  if (headers.host === undefined && httpVersion === '1.1') return bad('The header Host is missing');
  if (headers.host !== undefined && !HOST.test(headers.host)) return bad('The header Host is not a host');
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0'))
    return bad('The transfer encoding is not chunked in HTTP/1.1');
  if (!TARGET.test(url)) return bad('The address is neither a path nor an HTTP address');
  const repeated = repeatedIn(rawHeaders);
  return repeated === undefined ? undefined : bad(`The header ${repeated} comes more than once`);
}

/** @param rawHeaders names and values in turn */
function repeatedIn(rawHeaders: readonly string[]): string | undefined {
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
