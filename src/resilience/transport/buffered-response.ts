/** The largest response that is read, before and after decompression. */
export const MAX_RESPONSE_BYTES = 2 * 1_024 * 1_024;

/** What the responses of all upstreams that are being read may take together. */
export const MAX_TOTAL_RESPONSE_BYTES = 64 * 1_024 * 1_024;

/** A response as it came. */
export interface BufferedResponse {
  readonly status: number;
  /** Named in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why it did not come whole. */
  readonly defect?: Error;
}

/** A response is larger than the limit, comes in too many small pieces, or finds no room beside the others. */
export class ResponseTooLarge extends Error {
  constructor(options?: ErrorOptions, reason = `over ${MAX_RESPONSE_BYTES} bytes`) {
    super(reason, options);
    this.name = 'ResponseTooLarge';
  }
}

/** A response does not decode as its content coding says. */
export class UndecodableResponse extends Error {
  constructor(options: ErrorOptions) {
    super('not in its content coding', options);
    this.name = 'UndecodableResponse';
  }
}
