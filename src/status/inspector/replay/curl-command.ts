import { InspectedRequest } from '../record/inspected-request.js';
import { isUnredacted } from '../record/redact-headers.js';

/** Headers that the client sets for each request or connection. A replay does not copy them. */
const OMITTED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'expect',
  'host',
  'traceparent',
  'transfer-encoding',
  'user-agent',
]);

/** Returns the headers that a replay sends: headers that are stored unchanged and that affect the call. */
export const repeatedHeaders = ({ headers }: InspectedRequest): (readonly [name: string, value: string])[] =>
  headers.filter(([name]) => isUnredacted(name) && !OMITTED.has(name.toLowerCase()));

/**
 * Returns a command for a POSIX shell that repeats a request, with the token in the variable `TOKEN`.
 *
 * @param origin URL of the service, such as `https://backend.example.com`
 */
export function curlCommand(request: InspectedRequest, origin: string): string {
  const { method, path, body } = request;
  const headers = repeatedHeaders(request).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [
    `curl -sS -X ${quoted(method)} ${quoted(origin + path)}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...headers,
    ...(body === '' ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' \\\n  ');
}

/** Quotes a text for a shell, so that the shell does not run any part of the text. */
const quoted = (text: string): string => (/^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
