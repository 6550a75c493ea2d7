/** The largest answer that is read, be it packed or not. */
export const MAX_RESPONSE_BYTES = 2 * 1_024 * 1_024;

/** An answer as it came. */
export interface BufferedResponse {
  readonly status: number;
  /** Named in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why it did not come whole. */
  readonly defect?: Error;
}

/** An answer is larger than what is read. */
export class ResponseTooLarge extends Error {
  constructor(options?: ErrorOptions) {
    super(`over ${MAX_RESPONSE_BYTES} bytes`, options);
    this.name = 'ResponseTooLarge';
  }
}
