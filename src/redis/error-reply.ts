/**
 * Whether Redis itself has said no, as the client's `ErrorReply` tells. By name, as the client is loaded only where there is a
 * Redis to talk to.
 */
export const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === 'ErrorReply';
