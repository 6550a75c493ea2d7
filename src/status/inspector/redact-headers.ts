/** What the inspector shows of headers as it came: none of them identifies or authorises anybody. */
const SHOWN = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'inin-correlation-id',
  'inin-home-organization-id',
  'inin-organization-id',
  'traceparent',
  'transfer-encoding',
  'user-agent',
  'x-action-timeout-ms',
  'x-failure-style',
  'x-genesys-flow-id',
]);

const SCHEME = /^(Bearer|Basic|ApiKey) /i;

/** The headers of a request as they came, without the values that nobody needs to see. */
export function redactHeaders(rawHeaders: readonly string[]): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    headers.push([name, SHOWN.has(name.toLowerCase()) ? value : hidden(value)]);
  }
  return headers;
}

/** What a header holds, without its value: enough to see that a template did not fill it. */
function hidden(value: string): string {
  const [scheme = ''] = SCHEME.exec(value) ?? [];
  const secret = value.slice(scheme.length);
  const hint = /\$!?\{/.test(secret) ? ': a template that was not filled' : '';
  return `${scheme}[hidden, length ${secret.length}${hint}]`;
}
