/** What a serverless runtime tells of an invocation beside the event; Genesys Functions and AWS Lambda alike. */
export interface RuntimeContext {
  /** The `ININ-*` ids and the headers configured in the Data Action, in any case. */
  readonly clientContext?: unknown;
  /** Until the runtime stops us. */
  getRemainingTimeInMillis?(): number;
}

/** Kept back for the answer to leave: an answer may be 250 ms behind its deadline. */
const ANSWER_MARGIN_MS = 300;

/** What a call may take so that its answer still leaves; `Infinity` where the runtime sets no limit. */
export function allowedMs(context: RuntimeContext): number {
  const remainingMs = context.getRemainingTimeInMillis?.();
  return Number.isFinite(remainingMs) ? Math.max(0, Number(remainingMs) - ANSWER_MARGIN_MS) : Infinity;
}

/** The entries of `clientContext`, by lower-case name, as header values. */
export function clientHeaders({ clientContext }: RuntimeContext): Record<string, string> {
  if (typeof clientContext !== 'object' || clientContext === null) return {};
  const entries = Object.entries(clientContext).map(([name, value]) => [name.toLowerCase(), value as unknown] as const);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (['string', 'number'].includes(typeof value) ? [[name, String(value)]] : [])),
  );
}
