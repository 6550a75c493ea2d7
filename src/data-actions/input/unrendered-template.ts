import { cutText } from '../../limits/cut-text.js';
import { MessageList } from '../../limits/message-list.js';

/** What Velocity leaves in the text where the flow gave it no value. */
const REFERENCE = /\$!?\{[A-Za-z][\w.-]*\}|\$!?input\.[A-Za-z][\w-]*/;

/** Characters of a path in a message. */
const MAX_PATH_CHARACTERS = 200;

/** Where a value stands; joined to a text only for the messages that are kept. */
interface Place {
  readonly name: string;
  readonly parent: Place | undefined;
}

/** Whether a text still holds a reference that the Data Action's request template should have filled. */
export const hasTemplateReference = (text: string): boolean => REFERENCE.test(text);

/**
 * Finds every value that still holds an unrendered template.
 *
 * @param path the name of the field that holds `value`, for the messages
 * @returns one readable message a field, at most ten and "… and n more"
 */
export function findUnrendered(value: unknown, path: string): readonly string[] {
  const found = new MessageList();
  collectUnrendered(value, path, found);
  return found.messages;
}

/** Does the same for several values: adds a message for each to `found`. */
export function collectUnrendered(value: unknown, path: string, found: MessageList): void {
  collect(value, path === '' ? undefined : { name: path, parent: undefined }, found);
}

function collect(value: unknown, place: Place | undefined, found: MessageList): void {
  if (typeof value === 'string') {
    if (hasTemplateReference(value)) found.add(() => describe(place));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) collect(item, { name, parent: place }, found);
  }
}

function describe(place: Place | undefined): string {
  const names: string[] = [];
  for (let at = place; at; at = at.parent) names.unshift(at.name);
  const path = cutText(names.join('.'), MAX_PATH_CHARACTERS);
  return `${path} still holds an unrendered template: the Data Action's request template did not fill it`;
}
