import { EngineError } from '../../limits/engine-error.js';
import { javaEquals } from './equality.js';
import { javaText } from './java-text.js';
import { MethodTable } from './method-table.js';
import { ABSENT, Value } from './velocity-object.js';

const MAX_ITEMS = 100_000;

/** The methods of `java.util.List` that do not change the list. Arrays also have them. */
export const READ_METHODS = new MethodTable<readonly Value[]>({
  'size()': (list) => BigInt(list.length),
  'isEmpty()': (list) => list.length === 0,
  'get(i)': (list, args) => list[checked(list, args.integer(0))] ?? null,
  'contains(o)': (list, args) => list.some((item) => javaEquals(item, args.all[0])),
  'containsAll(l)': (list, args) => others(args.all[0]).every((item) => list.some((own) => javaEquals(own, item))),
  'indexOf(o)': (list, args) => BigInt(list.findIndex((item) => javaEquals(item, args.all[0]))),
  'lastIndexOf(o)': (list, args) => BigInt(list.findLastIndex((item) => javaEquals(item, args.all[0]))),
  'subList(ii)': (list, args) => {
    const [from, to] = [args.integer(0), args.integer(1)];
    if (from < 0 || to > list.length || from > to)
      throw new EngineError(`The list has ${list.length} items: it has no range from ${from} to ${to}`);
    return list.slice(from, to);
  },
  'toArray()': (list) => [...list],
  'iterator()': (list) => [...list],
  'equals(o)': (list, args) => javaEquals(list, args.all[0]),
  'toString()': (list) => javaText(list),
});

/** The methods of `java.util.List` that change the list. */
export const WRITE_METHODS = new MethodTable<Value[]>({
  'add(o)': (list, args) => {
    if (list.length >= MAX_ITEMS) throw new EngineError(`A list has more than ${MAX_ITEMS} items`);
    return list.push(args.all[0]) > 0;
  },
  'add(io)': (list, args) => {
    const at = args.integer(0);
    if (at < 0 || at > list.length) throw new EngineError(`The list has ${list.length} items: there is no index ${at}`);
    list.splice(at, 0, args.all[1]);
    return '';
  },
  'addAll(l)': (list, args) => {
    const items = others(args.all[0]);
    if (list.length + items.length > MAX_ITEMS) throw new EngineError(`A list has more than ${MAX_ITEMS} items`);
    list.push(...items);
    return items.length > 0;
  },
  'set(io)': (list, args) => {
    const at = checked(list, args.integer(0));
    const before = list[at];
    list[at] = args.all[1];
    return before;
  },
  'remove(i)': (list, args) => list.splice(checked(list, args.integer(0)), 1)[0],
  'remove(o)': (list, args) => {
    const at = list.findIndex((item) => javaEquals(item, args.all[0]));
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  },
  'removeAll(l)': (list, args) => {
    const remaining = list.filter((item) => !others(args.all[0]).some((other) => javaEquals(item, other)));
    const hasChanged = remaining.length < list.length;
    list.splice(0, list.length, ...remaining);
    return hasChanged;
  },
  'clear()': (list) => {
    list.length = 0;
    return '';
  },
});

function others(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

/** @throws EngineError for an index that the list does not have, as Java does */
function checked(list: readonly Value[], index: number): number {
  if (index >= 0 && index < list.length) return index;
  throw new EngineError(`The list has ${list.length} items: there is no index ${index}`);
}

function indexOf(text: string): bigint {
  if (/^-?\d+$/.test(text)) return BigInt(text);
  throw new EngineError(`${text} is not an index of a list`);
}

/** Returns the item at an index. A negative index counts from the end. */
export function itemOf(list: readonly Value[], index: Value): Value {
  const number = typeof index === 'string' ? indexOf(index) : index;
  if (typeof number !== 'bigint') return ABSENT;
  return list[checked(list, number < 0n ? list.length + Number(number) : Number(number))] ?? null;
}
