import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from '../../json/strict-json.js';
import { JsonSchema } from '../contract/json-schema.js';
import { BODY_JSON_LIMITS } from '../contract/json-limits.js';

/** Coerced input, and the number of dropped unknown fields. */
export interface CoercedInput {
  readonly value: unknown;
  readonly droppedFields: number;
}

/**
 * Converts an input to the types of its schema, once, before cache and idempotency keys are computed. Request templates
 * send values as quoted text: numbers, booleans, lists as JSON in a string, and an absent value as `""`.
 *
 * Keeps values that cannot be converted, so that the validation reports them.
 */
export function coerceInput(value: unknown, schema: JsonSchema): CoercedInput {
  const fitting = new Coercion();
  return { value: fitting.fit(value, schema), droppedFields: fitting.droppedFields };
}

class Coercion {
  droppedFields = 0;

  fit(item: unknown, as: JsonSchema): unknown {
    switch (as.type) {
      case 'string':
        return Number.isSafeInteger(item) ? String(item) : item;
      case 'number':
      case 'integer':
        return typeof item === 'string' ? numberIn(item) : item;
      case 'boolean':
        return item === 'true' ? true : item === 'false' ? false : item;
      case 'array':
        return this.fitList(typeof item === 'string' ? parseJsonString(item) : item, as.items ?? {});
      case 'object':
        return this.fitObject(typeof item === 'string' ? parseJsonString(item) : item, as);
      default:
        return item;
    }
  }

  private fitList(list: unknown, items: JsonSchema): unknown {
    return Array.isArray(list) ? list.map((item) => this.fit(item, items)) : list;
  }

  private fitObject(object: unknown, { properties, required }: JsonSchema): unknown {
    if (!properties || typeof object !== 'object' || object === null || Array.isArray(object)) return object;
    const known: Record<string, unknown> = {};
    for (const name of Object.keys(object)) {
      const item = (object as Record<string, unknown>)[name];
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const isAbsent = (item === null || item === '') && !required?.includes(name);
      if (!property) this.droppedFields += 1;
      else if (!isAbsent) known[name] = this.fit(item, property);
    }
    return known;
  }
}

/** Parses a number; returns the text itself if it is not a number or would lose precision. */
function numberIn(text: string): unknown {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return text;
  const number = Number(text);
  return Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number)) ? number : text;
}

/** Parses JSON; returns the text itself if it is not JSON. */
export function parseJsonString(text: string): unknown {
  try {
    return parseStrictJson(text, BODY_JSON_LIMITS);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonAmbiguity) return text;
    throw error;
  }
}
