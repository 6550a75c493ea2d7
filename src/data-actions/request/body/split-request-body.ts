import { InvalidInput } from '../../../errors/request-errors.js';

/** Input of a call, and its context if the body has one. */
export interface SplitRequestBody {
  readonly input: object;
  readonly context?: object;
}

/**
 * Splits a request body. Enveloped: the input is in `data`, alone or together with `flow` and `interaction`. Plain: the body
 * is the input.
 *
 * @throws InvalidInput if the body is not an object
 */
export function splitRequestBody(body: unknown): SplitRequestBody {
  if (!isObject(body)) throw new InvalidInput('The body must be a JSON object');
  const { data, ...context } = body;
  if (!isObject(data)) return { input: body };
  const present = Object.keys(context).filter((name) => context[name] !== null && context[name] !== '');
  if (present.includes('flow') || present.includes('interaction')) return { input: data, context };
  return present.every((name) => name === 'timestamp') ? { input: data } : { input: body };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
