import { SearchInterval } from '../../../conversation-filter/query/search-interval.js';
import { hours } from '../../../time/durations.js';

/** A flow accepts at most 2 MB. The rest is for the envelope around the conversations. */
const MAX_BYTES = 1_900_000;

const DAY_MS = hours(24);

/** Collects the conversations of a search, each once, up to the size that a flow accepts. */
export class ConversationCollector {
  private readonly conversations: object[] = [];
  private readonly ids = new Set<unknown>();
  private sizeBytes = 0;

  /** Whether a conversation was omitted because of the size limit. */
  isFull = false;

  /** In the order in which they were found. */
  get all(): readonly object[] {
    return this.conversations;
  }

  /**
   * Adds a page. New conversations shift the pages, so the same conversation may occur twice.
   *
   * @param window the interval of the query
   */
  add(page: readonly object[], window: SearchInterval): void {
    for (const conversation of page) {
      const { conversationId } = conversation as { conversationId?: unknown };
      if (this.ids.has(conversationId) || beganOutside(conversation, window)) continue;
      this.sizeBytes += Buffer.byteLength(JSON.stringify(conversation)) + 1;
      this.isFull ||= this.sizeBytes > MAX_BYTES;
      if (this.isFull) return;
      if (conversationId !== undefined) this.ids.add(conversationId);
      this.conversations.push(conversation);
    }
  }
}

/**
 * Returns whether a conversation began on the days of a window, but outside the window. The platform searches whole days
 * (UTC) and returns every conversation that was active in the interval.
 */
function beganOutside(conversation: object, { fromMs, toMs }: SearchInterval): boolean {
  const { conversationStart } = conversation as { conversationStart?: unknown };
  const beganMs = typeof conversationStart === 'string' ? Date.parse(conversationStart) : NaN;
  const isOfTheseDays = dayOf(fromMs) <= dayOf(beganMs) && dayOf(beganMs) <= dayOf(toMs - 1);
  return isOfTheseDays && (beganMs < fromMs || beganMs >= toMs);
}

const dayOf = (epochMs: number): number => Math.floor(epochMs / DAY_MS);
