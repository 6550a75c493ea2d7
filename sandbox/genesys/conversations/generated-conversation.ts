import type { Conversation, Participant, Segment, Session } from './conversation-shape.js';
import { QUEUES, USERS, type Queue } from '../organisation/organisation.js';
import { seeded, seededChoice, seededId } from '../organisation/seeded.js';

export const WRAP_UP_CODES = ['resolved', 'callback', 'escalated', 'wrong number'].map((name) =>
  seededId('wrap-up', name),
);

interface ParticipantSpan {
  readonly purpose: 'customer' | 'acd' | 'agent';
  readonly nth: number;
  readonly fromMs: number;
  /** Undefined until it ends. */
  readonly toMs: number | undefined;
  readonly queue?: Queue | undefined;
}

/**
 * Generates a conversation that is the same in every run. Most are calls that an agent takes from a queue. Some are
 * outbound, abandoned in the queue, transferred to another queue, hours long, or still active.
 *
 * @param index seed of its data
 */
export function generatedConversation(index: number, beganMs: number): Conversation {
  const chance = (of: string, oneIn: number) => seeded(of, index) % oneIn === 0;
  const isOutbound = chance('outbound', 5);
  const mediaType = seededChoice(['voice', 'voice', 'voice', 'message', 'chat'], 'media', index);
  const queue = QUEUES[seeded('queue', index) % QUEUES.length];
  const next = QUEUES[seeded('next queue', index) % QUEUES.length];
  const waitedMs = isOutbound ? 0 : (5 + (seeded('wait', index) % 120)) * 1_000;
  const hasHours = mediaType === 'message' && chance('hours', 3);
  const talkedMs = (60 + (seeded('talk', index) % 540)) * (hasHours ? 40_000 : 1_000);
  const answeredMs = beganMs + waitedMs;
  const leftMs = answeredMs + talkedMs;
  const isAbandoned = !isOutbound && chance('given up', 6);
  const isTransferred = !isAbandoned && chance('transferred', 8);
  const endedMs = isAbandoned ? answeredMs : isTransferred ? leftMs + 90_000 : leftMs;
  const endMs = !isAbandoned && chance('live', 97) ? undefined : endedMs;
  const spans: ParticipantSpan[] = [
    { purpose: 'customer', nth: 0, fromMs: beganMs, toMs: endMs },
    ...(isOutbound ? [] : [{ purpose: 'acd', nth: 1, fromMs: beganMs, toMs: answeredMs, queue } as const]),
    ...(isAbandoned
      ? []
      : [{ purpose: 'agent', nth: 2, fromMs: answeredMs, toMs: isTransferred ? leftMs : endMs, queue } as const]),
    ...(isTransferred ? [{ purpose: 'agent', nth: 3, fromMs: leftMs, toMs: endMs, queue: next } as const] : []),
  ];
  return {
    conversationId: seededId('conversation', index),
    conversationStart: iso(beganMs),
    ...(endMs !== undefined && { conversationEnd: iso(endMs) }),
    originatingDirection: isOutbound ? 'outbound' : 'inbound',
    divisionIds: [queue, ...(isTransferred ? [next] : [])].flatMap((one) => (one ? [one.division.id] : [])),
    ...(chance('tag', 20) && { externalTag: 'campaign-7' }),
    participants: spans.map((span) => participantOf(index, mediaType, isOutbound, span)),
  };
}

function participantOf(index: number, mediaType: string, isOutbound: boolean, span: ParticipantSpan): Participant {
  const { purpose, nth } = span;
  const user = USERS[seeded(nth === 3 ? 'next user' : 'user', index) % USERS.length];
  const session: Session = {
    sessionId: seededId('session', purpose, nth, index),
    mediaType,
    direction: isOutbound ? 'outbound' : 'inbound',
    ani: `tel:+1317555${1_000 + (seeded('ani', index) % 9_000)}`,
    dnis: 'tel:+13175550100',
    ...(mediaType === 'message' && { messageType: seededChoice(['sms', 'whatsapp'], 'message', index) }),
    ...(mediaType === 'voice' && purpose === 'agent' && { recording: seeded('recording', index) % 2 === 0 }),
    segments: segmentsOf(index, span),
  };
  return {
    participantId: seededId('participant', purpose, nth, index),
    purpose,
    ...(purpose === 'agent' && user && { userId: user.id }),
    sessions: [session],
  };
}

function segmentsOf(index: number, { purpose, nth, fromMs, toMs, queue }: ParticipantSpan): Segment[] {
  const common = { ...(queue && { queueId: queue.id }), conference: false };
  const active: Segment = {
    segmentType: purpose === 'acd' ? 'delay' : 'interact',
    segmentStart: iso(fromMs),
    ...(toMs !== undefined && {
      segmentEnd: iso(toMs),
      disconnectType: seededChoice(['client', 'peer', 'endpoint'], 'disconnect', nth, index),
    }),
    ...common,
  };
  const isWrappedUp = purpose === 'agent' && toMs !== undefined && seeded('wrapped up', nth, index) % 4 !== 0;
  if (!isWrappedUp) return [active];
  const wrapUpCode = WRAP_UP_CODES[seeded('wrap-up', nth, index) % WRAP_UP_CODES.length] ?? '';
  return [active, { segmentType: 'wrapup', segmentStart: iso(toMs), segmentEnd: iso(toMs), wrapUpCode, ...common }];
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
