/** A request as it arrived, and what came of it; secrets are hidden already. */
export interface InspectedRequest {
  readonly atMs: number;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As far as it was read and is kept. */
  readonly body: string;
  /** How much of it was read: nothing of a call that was refused before. */
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
