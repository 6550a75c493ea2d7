import { isJsonObject } from '../../json-object.js';
import { VelocityTool } from './velocity-tool.js';

type Methods<Value> = ReadonlyMap<string, (value: Value, ...args: readonly unknown[]) => unknown>;

/** What templates may ask of a string; the names and meanings are those of `java.lang.String`. */
const OF_STRINGS: Methods<string> = new Map(
  Object.entries<(value: string, ...args: readonly unknown[]) => unknown>({
    length: (value) => value.length,
    isEmpty: (value) => value === '',
    trim: (value) => value.trim(),
    toString: (value: string) => value,
    toLowerCase: (value) => value.toLowerCase(),
    toUpperCase: (value) => value.toUpperCase(),
    equals: (value, other) => value === other,
    equalsIgnoreCase: (value, other) => value.toLowerCase() === String(other).toLowerCase(),
    contains: (value, part) => value.includes(String(part)),
    startsWith: (value, part) => value.startsWith(String(part)),
    endsWith: (value, part) => value.endsWith(String(part)),
    indexOf: (value, part) => value.indexOf(String(part)),
    replace: (value, part, by) => value.replaceAll(String(part), () => String(by)),
    substring: (value, from, to) => value.substring(Number(from), to === undefined ? undefined : Number(to)),
    split: (value, by) => value.split(String(by)),
  }),
);

const OF_LISTS: Methods<readonly unknown[]> = new Map(
  Object.entries<(value: readonly unknown[], ...args: readonly unknown[]) => unknown>({
    size: (value) => value.length,
    isEmpty: (value) => value.length === 0,
    get: (value, index) => value[Number(index)],
    contains: (value, item) => value.includes(item),
  }),
);

/** Asks a value of a template for something: only what is listed here, never a function of JavaScript. */
export function callMethod(value: unknown, name: string, args: readonly unknown[]): unknown {
  if (value instanceof VelocityTool) return value.call(name, args);
  if (typeof value === 'string') return OF_STRINGS.get(name)?.(value, ...args);
  if (Array.isArray(value)) return OF_LISTS.get(name)?.(value, ...args);
  if (isJsonObject(value)) {
    if (name === 'get') return readMember(value, args[0]);
    if (name === 'size') return Object.keys(value).length;
  }
  return name === 'toString' && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : undefined;
}

/** Reads a value's own member; what it inherits, and null, are as good as absent. */
export function readMember(value: unknown, name: unknown): unknown {
  if (value instanceof VelocityTool) return value.read(String(name));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, String(name))) return undefined;
  return (value as Readonly<Record<string, unknown>>)[String(name)] ?? undefined;
}
