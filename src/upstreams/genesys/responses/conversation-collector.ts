import { SearchInterval } from '../../../conversation-filter/search-interval.js';
import { hours } from '../../../durations.js';

/** What a flow can take is 2 MB; the envelope around the conversations has the rest. */
const MAX_BYTES = 1_900_000;

const DAY_MS = hours(24);

/** Collects the conversations that a search finds, each of them once, until they are as many as a flow can take. */
export class ConversationCollector {
  private readonly conversations: object[] = [];
  private readonly ids = new Set<unknown>();
  private sizeBytes = 0;

  /** True once something had to be left out for its size. */
  isFull = false;

  /** In the order in which they were found. */
  get all(): readonly object[] {
    return this.conversations;
  }

  /**
   * Adds a page; pages shift while conversations begin, so that one may come twice.
   *
   * @param window the interval that was asked for
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
 * The platform searches whole days (UTC) and gives whatever was going on in the interval, so that of the first day more
 * comes than was asked for; if it was asked for at all, then in the window before.
 */
function beganOutside(conversation: object, { fromMs, toMs }: SearchInterval): boolean {
  const { conversationStart } = conversation as { conversationStart?: unknown };
  const beganMs = typeof conversationStart === 'string' ? Date.parse(conversationStart) : NaN;
  const isOfTheseDays = dayOf(fromMs) <= dayOf(beganMs) && dayOf(beganMs) <= dayOf(toMs - 1);
  return isOfTheseDays && (beganMs < fromMs || beganMs >= toMs);
}

const dayOf = (epochMs: number): number => Math.floor(epochMs / DAY_MS);
