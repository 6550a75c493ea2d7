import { javaEquals } from './equality.js';
import { javaText } from './java-text.js';
import { MethodTable } from './method-table.js';
import { ABSENT, Value, VelocityObject } from './velocity-object.js';

type ValueMap = Map<string, Value>;

export const MAP_METHODS = new MethodTable<ValueMap>({
  'size()': (map) => BigInt(map.size),
  'isEmpty()': (map) => map.size === 0,
  'get(o)': (map, args) => map.get(args.text(0)) ?? null,
  'getOrDefault(oo)': (map, args) => (map.has(args.text(0)) ? map.get(args.text(0)) : args.all[1]),
  'containsKey(o)': (map, args) => map.has(args.text(0)),
  'containsValue(o)': (map, args) => [...map.values()].some((value) => javaEquals(value, args.all[0])),
  'keySet()': (map) => [...map.keys()],
  'values()': (map) => [...map.values()],
  'entrySet()': (map) => [...map].map(([key, value]) => new MapEntry(key, value)),
  'put(oo)': (map, args) => replaced(map, args.text(0), () => map.set(args.text(0), args.all[1])),
  'putIfAbsent(oo)': (map, args) =>
    replaced(map, args.text(0), () => map.has(args.text(0)) || map.set(args.text(0), args.all[1])),
  'putAll(o)': (map, args) => {
    const [other] = args.all;
    if (!(other instanceof Map)) return ABSENT;
    for (const [key, value] of other as ValueMap) map.set(key, value);
    return '';
  },
  'remove(o)': (map, args) => replaced(map, args.text(0), () => map.delete(args.text(0))),
  'clear()': (map) => {
    map.clear();
    return '';
  },
  'equals(o)': (map, args) => javaEquals(map, args.all[0]),
  'toString()': (map) => javaText(map),
});

/** @returns the value of the key before the change; null if there was none */
function replaced(map: ValueMap, key: string, change: () => unknown): Value {
  const before = map.get(key) ?? null;
  change();
  return before;
}

/** An item of `entrySet()`. */
class MapEntry extends VelocityObject {
  constructor(
    private readonly key: string,
    private readonly value: Value,
  ) {
    super();
  }

  override call(name: string, args: readonly Value[]): Value {
    if (args.length > 0) return ABSENT;
    if (name === 'getKey') return this.key;
    if (name === 'getValue') return this.value;
    return name === 'toString' ? this.toText() : ABSENT;
  }

  override toText(): string {
    return `${this.key}=${javaText(this.value)}`;
  }
}
