/** Headers that are shown unchanged: they neither identify nor authorize anyone. */
const UNREDACTED = new Set([
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

export const isUnredacted = (name: string): boolean => UNREDACTED.has(name.toLowerCase());

/** Returns the headers with redacted values, except those in `UNREDACTED`. */
export function redactHeaders(rawHeaders: readonly string[]): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    headers.push([name, isUnredacted(name) ? value : redact(value)]);
  }
  return headers;
}

/** Replaces a value by its scheme, its length and a hint at an unrendered template. */
function redact(value: string): string {
  const [scheme = ''] = SCHEME.exec(value) ?? [];
  const secret = value.slice(scheme.length);
  const hint = /\$!?\{/.test(secret) ? ': unrendered template' : '';
  return `${scheme}[hidden, length ${secret.length}${hint}]`;
}
