/** The Architect flow that calls. */
export class FlowContext {
  /** @example "5a7c3f0e-1b2d-4c8a-9e6f-0d1c2b3a4f5e" */
  readonly id: string;

  /** @example "Main inbound" */
  readonly name: string;

  /** @example "3.0" */
  readonly version?: string;
}

/** The interaction that the flow handles. */
export class InteractionContext {
  /** @example "e4a1b2c3-7d6e-4f50-8a9b-1c2d3e4f5a6b" */
  readonly id: string;

  /** @example "call" */
  readonly type: string;

  /** @example "voice" */
  readonly channel?: string;
}

/** Context of an enveloped request. */
export class CallContext {
  readonly flow: FlowContext;

  readonly interaction: InteractionContext;

  /** @example "2026-11-21T10:15:00Z" */
  readonly timestamp?: string;
}
