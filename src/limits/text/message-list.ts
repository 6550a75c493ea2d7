import { cutText } from './cut-text.js';

/** Messages in one `errors` list; the rest are counted. */
const MAX_MESSAGES = 10;

/** Characters of one message. */
const MAX_MESSAGE_CHARACTERS = 500;

/** Collects the messages of one failure. Only the first ten are built, so the cost does not grow with the input. */
export class MessageList {
  private readonly built: string[] = [];
  private total = 0;

  get isEmpty(): boolean {
    return this.total === 0;
  }

  /** Number of added messages, including the omitted ones. */
  get count(): number {
    return this.total;
  }

  /** At most ten messages, then "… and n more". */
  get messages(): readonly string[] {
    const more = this.total - this.built.length;
    return more > 0 ? [...this.built, `… and ${more} more`] : [...this.built];
  }

  /** @param build called only for a message that is kept */
  add(build: () => string): void {
    this.total += 1;
    if (this.built.length < MAX_MESSAGES) this.built.push(cutText(build(), MAX_MESSAGE_CHARACTERS));
  }
}

/** Limits a list of messages to ten, each to 500 characters. A list within the limits comes back as it is. */
export function limitMessages(messages: readonly string[]): readonly string[] {
  // One more than the limit: a limited list, with its last line "… and n more", is within the limits.
  const isWithin =
    messages.length <= MAX_MESSAGES + 1 && messages.every(({ length }) => length <= MAX_MESSAGE_CHARACTERS);
  if (isWithin) return messages;
  const list = new MessageList();
  for (const message of messages) list.add(() => message);
  return list.messages;
}
