/** The headers of a request that are needed to reject it. */
export interface PlainHead {
  readonly correlationId: string | undefined;
  readonly failureStyle: string | undefined;
}

/** Headers that must not be repeated, and headers that change how the connection is used. */
const KNOWN = [
  'host',
  'authorization',
  'content-type',
  'content-length',
  'idempotency-key',
  'x-failure-style',
  'inin-correlation-id',
  'transfer-encoding',
  'expect',
  'upgrade',
] as const;
type Known = (typeof KNOWN)[number];
const KNOWN_NAMES: ReadonlySet<string> = new Set(KNOWN);

const MAX_HEADERS = 50;

/** Longest body that is discarded unread. Such a body has usually arrived together with the head. */
const MAX_BODY_BYTES = 65_536;

/**
 * Reads the head of a request in one pass.
 *
 * @param rawHeaders names and values alternate: `[name, value, name, value, …]`
 * @returns undefined for a head that needs the full checks: repeated headers, a long or chunked body, or no valid host
 */
export function readPlainHead(rawHeaders: readonly string[]): PlainHead | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return undefined;
  const values: Partial<Record<Known, string>> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!KNOWN_NAMES.has(name)) continue;
    if (values[name as Known] !== undefined) return undefined;
    values[name as Known] = rawHeaders[at + 1] ?? '';
  }
  const { host = '', 'content-length': length = '0', expect, upgrade } = values;
  const isPlain =
    /^[\w.:-]+$/.test(host) &&
    Number(length) <= MAX_BODY_BYTES &&
    values['transfer-encoding'] === undefined &&
    expect === undefined &&
    upgrade === undefined;
  return isPlain
    ? { correlationId: values['inin-correlation-id'], failureStyle: values['x-failure-style'] }
    : undefined;
}
