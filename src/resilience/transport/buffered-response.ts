/** Largest response, before and after decompression, unless the request sets another limit. */
export const MAX_RESPONSE_BYTES = 2 * 1_024 * 1_024;

/** Memory for the concurrent responses of all upstreams. */
export const MAX_TOTAL_RESPONSE_BYTES = 64 * 1_024 * 1_024;

/** A response as it was received. */
export interface BufferedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why it is incomplete. */
  readonly defect?: Error;
}

/** A response is larger than the limit, arrives in too many small pieces, or exceeds the memory for all responses. */
export class ResponseTooLarge extends Error {
  constructor(options?: ErrorOptions, reason = `over ${MAX_RESPONSE_BYTES} bytes`) {
    super(reason, options);
    this.name = 'ResponseTooLarge';
  }
}

/** The body does not match its content coding. */
export class UndecodableResponse extends Error {
  constructor(options: ErrorOptions) {
    super('not in its content coding', options);
    this.name = 'UndecodableResponse';
  }
}
