import { isObject } from '../../engine/contract/json-schema.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Prefix of the comment before a resource. */
const MARK = '# data-action: ';

/** Top-level members of an export that the resource has attributes for. */
const ATTRIBUTES = ['name', 'category', 'secure', 'integrationId', 'actionType', 'config', 'contract'];

/** Returns the comment with the members for which the resource has no attribute; empty if there are none. */
export function remainderComment(file: JsonObject): string[] {
  const isAuth = file['actionType'] === 'customAuth';
  const members = Object.entries(file).filter(
    ([name]) => !ATTRIBUTES.includes(name) || (isAuth && ['contract', 'category', 'secure'].includes(name)),
  );
  const absent = ['category', 'secure', 'integrationId', 'actionType', 'contract'].filter((name) => !(name in file));
  const absentInConfig = isObject(file['config']) && !('response' in file['config']) ? ['config.response'] : [];
  const remainder = {
    ...Object.fromEntries(members),
    ...(absent.length + absentInConfig.length > 0 && { absent: [...absent, ...absentInConfig] }),
  };
  return Object.keys(remainder).length === 0 ? [] : [`${MARK}${JSON.stringify(remainder)}`];
}

/** Returns the definition with the members from the comment before its resource. */
export function withRemainder(json: unknown, text: string, offset: number): unknown {
  const remainder = remainderAt(text, offset);
  if (!isObject(json) || remainder === undefined) return json;
  const { absent, ...members } = remainder;
  const names: readonly unknown[] = Array.isArray(absent) ? absent : [];
  const merged = Object.entries({ ...json, ...members }).filter(([name]) => !names.includes(name));
  return Object.fromEntries(merged.map(([name, value]) => [name, withoutResponse(name, value, names)]));
}

/** Returns the members in the comment before a resource; undefined if there is none. */
export function remainderAt(text: string, offset: number): JsonObject | undefined {
  const end = text.slice(0, offset).trimEnd().length;
  const line = text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
  const remainder = line.startsWith(MARK) ? parsed(line.slice(MARK.length)) : undefined;
  return isObject(remainder) ? remainder : undefined;
}

function withoutResponse(name: string, value: unknown, absent: readonly unknown[]): unknown {
  if (name !== 'config' || !absent.includes('config.response') || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([member]) => member !== 'response'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
