/** One page of conversations, unchanged from the platform. */
export interface ConversationPage {
  readonly conversations: readonly object[];
  /** Approximate number of conversations on all pages; undefined if the platform does not send it. */
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
