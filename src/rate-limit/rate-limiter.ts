/** Interface that counts the calls of each client. */
export abstract class RateLimiter {
  /**
   * Counts one call.
   *
   * @param client opaque key
   * @returns milliseconds until the client may call again; 0 if this call is admitted
   */
  abstract take(client: string): Promise<number>;
}
