/** Largest response, before and after decompression, unless the request sets another limit. */
export const MAX_RESPONSE_BYTES = 2 * 1_024 * 1_024;

/** Maximum number of responses over 64 KB that are received at the same time, from all upstreams. Further ones wait. */
export const MAX_LARGE_RESPONSES = 8;

/** A response as it was received. */
export interface BufferedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why the response is incomplete. */
  readonly defect?: Error;
}

/** A response is larger than the limit, or arrives in too many small pieces. */
export class ResponseTooLarge extends Error {
  constructor(options?: ErrorOptions, reason = `over ${MAX_RESPONSE_BYTES} bytes`) {
    super(reason, options);
    this.name = 'ResponseTooLarge';
  }
}

/** The body does not match its content coding. */
export class UndecodableResponse extends Error {
  constructor(options: ErrorOptions) {
    super('the body does not match its content coding', options);
    this.name = 'UndecodableResponse';
  }
}
