/** Invocation context of Genesys Functions and AWS Lambda. */
export interface RuntimeContext {
  /** The `ININ-*` ids and the headers configured in the Data Action. Names are case-insensitive. */
  readonly clientContext?: unknown;
  /** Time until the runtime stops the invocation. */
  getRemainingTimeInMillis?(): number;
}

/** Time reserved for the response. The service may send it up to 250 ms after the deadline of the call. */
const RESPONSE_MARGIN_MS = 300;

/** Returns the time limit of a call. `Infinity` if the runtime sets no limit. */
export function callLimitMs(context: RuntimeContext): number {
  const remainingMs = context.getRemainingTimeInMillis?.();
  return Number.isFinite(remainingMs) ? Math.max(0, Number(remainingMs) - RESPONSE_MARGIN_MS) : Infinity;
}

/** Returns the strings and numbers of `clientContext` as headers with lower-case names. */
export function clientHeaders({ clientContext }: RuntimeContext): Record<string, string> {
  if (typeof clientContext !== 'object' || clientContext === null) return {};
  const entries = Object.entries(clientContext).map(([name, value]) => [name.toLowerCase(), value as unknown] as const);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (['string', 'number'].includes(typeof value) ? [[name, String(value)]] : [])),
  );
}
