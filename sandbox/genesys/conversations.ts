import { QUEUES, USERS } from './organisation.js';
import { seeded, seededChoice, seededId } from './seeded.js';

/** Every twenty minutes since 1970 a conversation begins, so that any interval, in any year, has the same ones in every run. */
const EVERY_MS = 20 * 60_000;

export type Conversation = ReturnType<typeof generate>;

/** Generating a month takes a tenth of a second, which pages of one query should not pay again. */
const generated = new Map<number, Conversation>();
const MAX_GENERATED = 20_000;

/** The conversations that begin in `[fromMs, toMs)`, epoch milliseconds, in order; none overlap, so they end in that order too. */
export function conversationsBetween(fromMs: number, toMs: number): Conversation[] {
  const first = Math.ceil(fromMs / EVERY_MS);
  const count = Math.max(0, Math.ceil(toMs / EVERY_MS) - first);
  return Array.from({ length: count }, (_, index) => conversationOf(first + index));
}

function conversationOf(index: number): Conversation {
  const known = generated.get(index);
  if (known !== undefined) return known;
  if (generated.size >= MAX_GENERATED) generated.clear();
  const conversation = generate(index);
  generated.set(index, conversation);
  return conversation;
}

function generate(index: number) {
  const beganMs = index * EVERY_MS;
  const answeredMs = beganMs + (5 + (seeded('wait', index) % 120)) * 1_000;
  const endedMs = answeredMs + (60 + (seeded('talk', index) % 540)) * 1_000;
  const queue = QUEUES[seeded('queue', index) % QUEUES.length];
  const user = USERS[seeded('user', index) % USERS.length];
  const mediaType = seededChoice(['voice', 'voice', 'voice', 'message', 'chat'], 'media', index);
  const queueId = queue?.id;
  const segment = (fromMs: number, toMs: number) => ({
    segmentType: 'interact',
    segmentStart: iso(fromMs),
    segmentEnd: iso(toMs),
    queueId,
    disconnectType: 'client',
  });
  const session = (role: string, fromMs: number, toMs: number) => ({
    sessionId: seededId('session', role, index),
    mediaType,
    direction: 'inbound',
    ani: `tel:+1317555${1_000 + (seeded('ani', index) % 9_000)}`,
    dnis: 'tel:+13175550100',
    segments: [segment(fromMs, toMs)],
  });
  const participant = (purpose: string, fromMs: number, toMs: number) => ({
    participantId: seededId('participant', purpose, index),
    purpose,
    sessions: [session(purpose, fromMs, toMs)],
  });
  return {
    conversationId: seededId('conversation', index),
    conversationStart: iso(beganMs),
    conversationEnd: iso(endedMs),
    originatingDirection: 'inbound',
    divisionIds: [queue?.division.id],
    participants: [
      participant('customer', beganMs, endedMs),
      participant('acd', beganMs, answeredMs),
      { ...participant('agent', answeredMs, endedMs), userId: user?.id },
    ],
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
