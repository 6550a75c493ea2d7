/** Counts the calls of each client against its pace. */
export abstract class RateLimiter {
  /**
   * Takes one call into account.
   *
   * @param client whose it is, opaque
   * @returns milliseconds after which the client may call again; 0 where this call may go on
   */
  abstract take(client: string): Promise<number>;
}
