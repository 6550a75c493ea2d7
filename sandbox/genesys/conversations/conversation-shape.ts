/** A part of a session: waiting, talking, after-call work. */
export interface Segment {
  readonly segmentType: string;
  readonly segmentStart: string;
  /** Absent until it ends. */
  readonly segmentEnd?: string;
  readonly queueId?: string;
  readonly disconnectType?: string;
  readonly wrapUpCode?: string;
  readonly conference: boolean;
}

/** A participant's connection over one medium. */
export interface Session {
  readonly sessionId: string;
  readonly mediaType: string;
  readonly direction: string;
  readonly ani: string;
  readonly dnis: string;
  readonly messageType?: string;
  readonly recording?: boolean;
  readonly segments: readonly Segment[];
}

export interface Participant {
  readonly participantId: string;
  readonly purpose: string;
  readonly userId?: string;
  readonly sessions: readonly Session[];
}

/** A conversation in the format of the analytics API. Fields without a value are absent. */
export interface Conversation {
  readonly conversationId: string;
  readonly conversationStart: string;
  /** Absent until it ends. */
  readonly conversationEnd?: string;
  readonly originatingDirection: string;
  readonly divisionIds: readonly string[];
  readonly externalTag?: string;
  readonly participants: readonly Participant[];
}
