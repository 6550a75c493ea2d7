import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from '../json/strict-json.js';
import { JsonSchema } from './json-schema.js';
import { MAX_JSON_DEPTH } from './request-body.js';

/** An input in the types that its schema says, and how many unknown fields were left out. */
export interface Normalised {
  readonly value: unknown;
  readonly droppedFields: number;
}

/**
 * Brings an input into the types of its schema, once, before anything is keyed by it. Request templates send whatever
 * fits between two quotes: numbers and booleans as text, lists as text that holds JSON, nothing as `""`.
 *
 * What does not fit stays as it is, for the validation to name.
 */
export function normalise(value: unknown, schema: JsonSchema): Normalised {
  let droppedFields = 0;

  const fit = (item: unknown, as: JsonSchema): unknown => {
    switch (as.type) {
      case 'string':
        return Number.isSafeInteger(item) ? String(item) : item;
      case 'number':
      case 'integer':
        return typeof item === 'string' ? numberIn(item) : item;
      case 'boolean':
        return item === 'true' ? true : item === 'false' ? false : item;
      case 'array':
        return fitList(typeof item === 'string' ? parsed(item) : item, as.items ?? {});
      case 'object':
        return fitObject(typeof item === 'string' ? parsed(item) : item, as);
      default:
        return item;
    }
  };

  const fitList = (list: unknown, items: JsonSchema): unknown =>
    Array.isArray(list) ? list.map((item) => fit(item, items)) : list;

  const fitObject = (object: unknown, { properties, required = [] }: JsonSchema): unknown => {
    if (!properties || typeof object !== 'object' || object === null || Array.isArray(object)) return object;
    const known: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(object) as [string, unknown][]) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const isAbsent = (item === null || item === '') && !required.includes(name);
      if (!property) droppedFields += 1;
      else if (!isAbsent) known[name] = fit(item, property);
    }
    return known;
  };

  return { value: fit(value, schema), droppedFields };
}

/** The number that a text holds, or the text itself where it holds none, or one that a number cannot hold. */
function numberIn(text: string): unknown {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number)) ? number : text;
}

/** The JSON that a text holds, or the text itself where it holds none. */
function parsed(text: string): unknown {
  try {
    return parseStrictJson(text, MAX_JSON_DEPTH);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonAmbiguity) return text;
    throw error;
  }
}
