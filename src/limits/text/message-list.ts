import { cutText } from './cut-text.js';

/** Maximum number of messages in one `errors` list. Further messages are only counted. */
const MAX_MESSAGES = 10;

/** Maximum length of one message. */
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

  /** Adds a message. @param build called only for a message that is kept */
  add(build: () => string): void {
    this.total += 1;
    if (this.built.length < MAX_MESSAGES) this.built.push(cutText(build(), MAX_MESSAGE_CHARACTERS));
  }
}

/** Limits a list of messages to ten, each to 500 characters. Returns a list within the limits unchanged. */
export function limitMessages(messages: readonly string[]): readonly string[] {
  // One message more than the limit, because a list that was limited before ends with "… and n more".
  const isWithin =
    messages.length <= MAX_MESSAGES + 1 && messages.every(({ length }) => length <= MAX_MESSAGE_CHARACTERS);
  if (isWithin) return messages;
  const list = new MessageList();
  for (const message of messages) list.add(() => message);
  return list.messages;
}
