/** Redacted request and the outcome of its call. */
export interface InspectedRequest {
  /** Number of the request since the start of the process. */
  readonly id: number;
  readonly atMs: number;
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Stored part of the body. */
  readonly body: string;
  readonly isBodyRedacted: boolean;
  /** Size of the part of the body that was read; 0 if the call was rejected before reading. */
  readonly bodyBytes: number;
  readonly isBodyWhole: boolean;
  readonly status: number;
  readonly code: string;
  readonly errors: readonly string[];
  readonly durationMs: number;
  readonly correlationId: string;
  readonly action: string;
  readonly client: string;
  readonly organisation: string;
  readonly flowId: string;
  readonly interactionId: string;
}
