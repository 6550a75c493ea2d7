import type { Conversation } from './conversation-shape.js';
import { generatedConversation } from './generated-conversation.js';

/** Every twenty minutes since 1970 a conversation begins, so that any interval, in any year, has the same ones in every run. */
const EVERY_MS = 20 * 60_000;
const DAY_MS = 86_400_000;

/** Generating a month takes a tenth of a second, which pages of one query should not pay again. */
const generated = new Map<number, Conversation>();
const MAX_GENERATED = 20_000;

/**
 * The conversations that an interval finds, in the order in which they began: those that began on a day (UTC) that it
 * touches, and that were going on at some time of it. So one may have begun before the interval, and none after it.
 *
 * @param fromMs epoch milliseconds
 */
export function conversationsWithin(fromMs: number, toMs: number): Conversation[] {
  const dayMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return conversationsBegun(dayMs, toMs).filter(
    ({ conversationEnd }) => conversationEnd === undefined || Date.parse(conversationEnd) >= fromMs,
  );
}

function conversationsBegun(fromMs: number, toMs: number): Conversation[] {
  const first = Math.ceil(fromMs / EVERY_MS);
  const count = Math.max(0, Math.ceil(toMs / EVERY_MS) - first);
  return Array.from({ length: count }, (_, index) => conversationOf(first + index));
}

function conversationOf(index: number): Conversation {
  const known = generated.get(index);
  if (known !== undefined) return known;
  if (generated.size >= MAX_GENERATED) generated.clear();
  const conversation = generatedConversation(index, index * EVERY_MS);
  generated.set(index, conversation);
  return conversation;
}
