/**
 * An error as it may stand in the log: what it is, what it says, where it comes from, and the same of its causes. Whatever
 * else hangs on it stays out, since that can be a whole request with its keys.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  return { type: name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
