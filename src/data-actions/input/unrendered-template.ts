import { cutText } from '../../limits/text/cut-text.js';
import { MessageList } from '../../limits/text/message-list.js';

/** Velocity keeps a reference as text if the flow supplies no value. */
const REFERENCE = /\$!?\{[A-Za-z][\w.-]*\}|\$!?input\.[A-Za-z][\w-]*/;

/** Maximum length of a path in a message. */
const MAX_PATH_CHARACTERS = 200;

/** Position of a value; formatted only for messages. */
interface Place {
  readonly name: string;
  readonly parent: Place | undefined;
}

/** Returns whether a text contains a reference that the request template should have replaced. */
export const hasTemplateReference = (text: string): boolean => REFERENCE.test(text);

/**
 * Finds all values with an unrendered reference.
 *
 * @param path name of the field that contains `value`, for the messages
 * @returns one message per field, at most ten and "… and n more"
 */
export function findUnrendered(value: unknown, path: string): readonly string[] {
  const found = new MessageList();
  collectUnrendered(value, path, found);
  return found.messages;
}

/** Adds a message for each unrendered reference to `found`. */
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
  return `${path} still contains an unrendered template: the Data Action's request template did not fill it`;
}
