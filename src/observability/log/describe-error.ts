import { cutText } from '../../limits/text/cut-text.js';

const MAX_CAUSES = 5;
const MAX_MESSAGE_CHARACTERS = 2_000;
const MAX_STACK_CHARACTERS = 4_000;

/**
 * Returns type, message and stack of an error and its causes for the log. Omits other properties, which may contain a whole
 * request with its keys.
 *
 * @param causesLeft limits a chain of causes, which may be cyclic
 */
export function describeError(error: unknown, causesLeft = MAX_CAUSES): unknown {
  if (typeof error === 'string') return cutText(error, MAX_MESSAGE_CHARACTERS);
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message: cutText(message, MAX_MESSAGE_CHARACTERS),
    stack: stack === undefined ? undefined : cutText(stack, MAX_STACK_CHARACTERS),
    ...(cause !== undefined && causesLeft > 0 && { cause: describeError(cause, causesLeft - 1) }),
  };
}
