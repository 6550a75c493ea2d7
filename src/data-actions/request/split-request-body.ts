import { InvalidInput } from '../../errors/request-errors.js';

/** A body taken apart: the action's input, and where the call comes from if the body says so. */
export interface SplitRequestBody {
  readonly input: object;
  readonly context?: object;
}

/**
 * Tells the two shapes of a request apart. The enveloped one holds the input in `data`, beside `flow` and `interaction` or
 * alone; in the plain one the body is the input, as the author of a Data Action wrote the template.
 *
 * @throws InvalidInput where the body is no object
 */
export function splitRequestBody(body: unknown): SplitRequestBody {
  if (!isObject(body)) throw new InvalidInput('The body must be a JSON object');
  const { data, ...context } = body;
  if (!isObject(data)) return { input: body };
  const told = Object.keys(context).filter((name) => context[name] !== null && context[name] !== '');
  if (told.includes('flow') || told.includes('interaction')) return { input: data, context };
  return told.every((name) => name === 'timestamp') ? { input: data } : { input: body };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
