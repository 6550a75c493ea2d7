/** One page of what a query for conversations found; they are as the platform gives them. */
export interface ConversationPage {
  readonly conversations: readonly object[];
  /** Conversations on all pages, roughly; undefined where it was not told. */
  readonly total: number | undefined;
}

/** Reads a page: `{conversations, totalHits}`, or `{}` for an empty one. @returns undefined for anything else */
export function readConversationPage(body: unknown): ConversationPage | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { conversations = [], totalHits } = body as { conversations?: unknown; totalHits?: unknown };
  if (!Array.isArray(conversations) || !conversations.every(isObject)) return undefined;
  return { conversations, total: typeof totalHits === 'number' ? totalHits : undefined };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
