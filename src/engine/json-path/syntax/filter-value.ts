import { EngineError } from '../../limits/engine-error.js';
import { jsonText } from '../../json/json-text.js';
import { isMap, JsonValue } from '../../json/json-value.js';
import { parseLenientJson } from '../../json/lenient-json.js';
import { Decimal } from '../../number/decimal.js';
import type { JavaPattern } from '../../regex/java-pattern.js';
import type { CompiledPath } from './path-token.js';
import { unescape } from './unescape.js';

/** One side of a comparison. `literal`: JSON in the filter itself, which Jayway compares by its text. */
export type FilterValue =
  | { readonly kind: 'number'; readonly decimal: Decimal }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'boolean'; readonly isTrue: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'json'; readonly json: JsonValue; readonly literal?: string }
  | { readonly kind: 'list'; readonly values: readonly FilterValue[] }
  | { readonly kind: 'pattern'; readonly pattern: JavaPattern }
  | { readonly kind: 'path'; readonly path: CompiledPath; readonly shouldExist: boolean };

/** Converts the result of a path. */
export function valueOf(found: JsonValue): FilterValue {
  if (found === null) return { kind: 'null' };
  if (typeof found === 'string') return { kind: 'string', text: found };
  if (typeof found === 'boolean') return { kind: 'boolean', isTrue: found };
  if (typeof found === 'bigint' || typeof found === 'number') return numberOf(jsonText(found));
  return { kind: 'json', json: found };
}

/** @throws EngineError for a text that `BigDecimal` cannot read */
export function numberOf(text: string): FilterValue {
  const decimal = Decimal.parse(text);
  if (decimal === undefined) throw new EngineError(`${text} is not a number`);
  return { kind: 'number', decimal };
}

/** Reads a text in quotes, as written in a filter. */
export function quotedText(text: string): FilterValue {
  const isQuoted = text.length > 1 && (/^'[^]*'$/.test(text) || /^"[^]*"$/.test(text));
  if (text.length <= 1) return { kind: 'string', text };
  return { kind: 'string', text: unescape(isQuoted ? text.slice(1, -1) : text) };
}

/**
 * Converts the items of a list. A string whose content is JSON counts as JSON.
 *
 * @throws EngineError for a list or an object among the items
 */
export function listOf(items: readonly JsonValue[]): FilterValue & { kind: 'list' } {
  return { kind: 'list', values: items.map(itemOf) };
}

function itemOf(item: JsonValue): FilterValue {
  if (Array.isArray(item) || isMap(item))
    throw new EngineError('A list that contains lists or objects cannot be compared item by item');
  if (typeof item !== 'string') return valueOf(item);
  if (LOOKS_LIKE_PATH.test(item.trim())) return { kind: 'undefined' };
  return jsonItem(item) ?? quotedText(item);
}

/** Matches an item that Jayway treats as a path. Such an item equals nothing. */
const LOOKS_LIKE_PATH = /^[$@](?:$|[.[][^]*[^.]$)/;

function jsonItem(text: string): FilterValue | undefined {
  const trimmed = text.trim();
  if (!/^(?:\[[^]*\]|\{[^]*\})$/.test(trimmed)) return undefined;
  try {
    return { kind: 'json', json: parseLenientJson(trimmed), literal: text };
  } catch {
    return undefined;
  }
}
