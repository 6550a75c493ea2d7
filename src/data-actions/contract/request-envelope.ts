/** The Architect flow that makes the call. */
export class FlowContext {
  /**
   * Id of the flow in Genesys Cloud.
   * @example "5a7c3f0e-1b2d-4c8a-9e6f-0d1c2b3a4f5e"
   */
  readonly id: string;

  /**
   * Name of the flow.
   * @example "Main inbound"
   */
  readonly name: string;

  /**
   * Version of the flow.
   * @example "3.0"
   */
  readonly version?: string;
}

/** The interaction that the flow handles. */
export class InteractionContext {
  /**
   * Id of the conversation.
   * @example "e4a1b2c3-7d6e-4f50-8a9b-1c2d3e4f5a6b"
   */
  readonly id: string;

  /**
   * Type of the interaction.
   * @example "call"
   */
  readonly type: string;

  /**
   * Media channel of the interaction.
   * @example "voice"
   */
  readonly channel?: string;
}

/** Context of an enveloped request. */
export class CallContext {
  /** The Architect flow that makes the call. */
  readonly flow: FlowContext;

  /** The interaction that the flow handles. */
  readonly interaction: InteractionContext;

  /**
   * Time of the flow's request.
   * @example "2026-11-21T10:15:00Z"
   */
  readonly timestamp?: string;
}
