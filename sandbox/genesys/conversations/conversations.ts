import type { Conversation } from './conversation-shape.js';
import { generatedConversation } from './generated-conversation.js';

/** A conversation begins every twenty minutes, counted from 1970. Each interval has the same conversations in every run. */
const EVERY_MS = 20 * 60_000;
const DAY_MS = 86_400_000;

/** Cache of generated conversations, because generating a month takes 0.1 s. The pages of a query share it. */
const generated = new Map<number, Conversation>();
const MAX_GENERATED = 20_000;

/**
 * Returns the conversations that were active in an interval and began on one of its days (UTC), ordered by start. On the
 * first day, a conversation can begin before the interval. The platform does the same.
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
