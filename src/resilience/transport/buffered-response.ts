/** The largest answer that is read, be it packed or not. */
export const MAX_ANSWER_BYTES = 2 * 1_024 * 1_024;

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  /** Named in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Why it did not come whole. */
  readonly flaw?: Error;
}

/** An answer is larger than what is read. */
export class AnswerTooLarge extends Error {
  constructor(options?: ErrorOptions) {
    super(`over ${MAX_ANSWER_BYTES} bytes`, options);
    this.name = 'AnswerTooLarge';
  }
}
