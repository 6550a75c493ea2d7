import { doubleText } from '../number/double-text.js';
import { JsonValue } from './json-value.js';

/** Serializes a value without blanks and with all digits of its numbers. */
export function jsonText(value: JsonValue): string {
  const parts: string[] = [];
  write(value, parts);
  return parts.join('');
}

function write(value: JsonValue, parts: string[]): void {
  if (typeof value === 'bigint') parts.push(value.toString());
  else if (typeof value === 'number') parts.push(Number.isFinite(value) ? doubleText(value) : 'null');
  else if (value === null || typeof value === 'boolean') parts.push(String(value));
  else if (typeof value === 'string') parts.push(JSON.stringify(value));
  else if (Array.isArray(value)) writeList(value, parts);
  else writeMap(value, parts);
}

function writeList(list: readonly JsonValue[], parts: string[]): void {
  parts.push('[');
  list.forEach((item, index) => {
    if (index > 0) parts.push(',');
    write(item, parts);
  });
  parts.push(']');
}

function writeMap(map: ReadonlyMap<string, JsonValue>, parts: string[]): void {
  let separator = '{';
  for (const [name, member] of map) {
    parts.push(separator, JSON.stringify(name), ':');
    write(member, parts);
    separator = ',';
  }
  parts.push(map.size === 0 ? '{}' : '}');
}

/** Serializes a value over several lines, for a reader. */
export function prettyJson(value: JsonValue, indent = ''): string {
  const inner = `${indent}  `;
  const block = (brackets: string, lines: readonly string[]): string =>
    lines.length === 0
      ? brackets
      : `${brackets[0]}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${brackets[1]}`;
  if (!(value instanceof Map)) {
    if (!Array.isArray(value)) return jsonText(value);
    const items = value.map((item) => prettyJson(item, inner));
    return block('[]', items);
  }
  const members = [...value].map(([name, member]) => `${JSON.stringify(name)}: ${prettyJson(member, inner)}`);
  return block('{}', members);
}
