import { EngineError } from '../../limits/engine-error.js';
import { JavaPattern } from '../../regex/java-pattern.js';
import { javaReplace, javaSplit } from '../../regex/java-split.js';
import { checkLength } from '../render/output.js';
import { JavaArray } from './java-array.js';
import { javaFormat } from './java-format.js';
import { javaText } from './java-text.js';
import { MethodTable } from './method-table.js';
import type { Value } from './velocity-object.js';

export const STRING_METHODS = new MethodTable<string>({
  'length()': (text) => BigInt(text.length),
  'isEmpty()': (text) => text === '',
  'isBlank()': (text) => text.trim() === '',
  'trim()': (text) => javaTrimmed(text),
  'strip()': (text) => text.trim(),
  'stripLeading()': (text) => text.trimStart(),
  'stripTrailing()': (text) => text.trimEnd(),
  'toString()': (text) => text,
  'intern()': (text) => text,
  'toLowerCase()': (text) => text.toLowerCase(),
  'toUpperCase()': (text) => text.toUpperCase(),
  'equals(o)': (text, args) => text === args.all[0],
  'equalsIgnoreCase(s)': (text, args) => folded(text) === folded(args.text(0)),
  'contentEquals(q)': (text, args) => text === args.text(0),
  'compareTo(s)': (text, args) => BigInt(order(text, args.text(0))),
  'compareToIgnoreCase(s)': (text, args) => BigInt(order(folded(text), folded(args.text(0)))),
  'contains(q)': (text, args) => text.includes(args.text(0)),
  'startsWith(s)': (text, args) => text.startsWith(args.text(0)),
  'startsWith(si)': (text, args) => args.integer(1) >= 0 && text.startsWith(args.text(0), args.integer(1)),
  'endsWith(s)': (text, args) => text.endsWith(args.text(0)),
  'indexOf(i)': (text, args) => BigInt(text.indexOf(String.fromCodePoint(Math.max(0, args.integer(0))))),
  'indexOf(s)': (text, args) => BigInt(text.indexOf(args.text(0))),
  'indexOf(si)': (text, args) => BigInt(text.indexOf(args.text(0), args.integer(1))),
  'lastIndexOf(s)': (text, args) => BigInt(text.lastIndexOf(args.text(0))),
  'lastIndexOf(si)': (text, args) => BigInt(args.integer(1) < 0 ? -1 : text.lastIndexOf(args.text(0), args.integer(1))),
  'charAt(i)': (text, args) => part(text, args.integer(0), args.integer(0) + 1),
  'codePointAt(i)': (text, args) => BigInt(part(text, args.integer(0), args.integer(0) + 1).codePointAt(0) ?? 0),
  'substring(i)': (text, args) => part(text, args.integer(0), text.length),
  'substring(ii)': (text, args) => part(text, args.integer(0), args.integer(1)),
  'subSequence(ii)': (text, args) => part(text, args.integer(0), args.integer(1)),
  'concat(s)': (text, args) => text + args.text(0),
  'repeat(i)': (text, args) => repeated(text, args.integer(0)),
  'replace(qq)': (text, args) => text.replaceAll(args.text(0), () => args.text(1)),
  'replaceAll(ss)': (text, args, budget) =>
    javaReplace(text, new JavaPattern(args.text(0)), args.text(1), false, budget),
  'replaceFirst(ss)': (text, args, budget) =>
    javaReplace(text, new JavaPattern(args.text(0)), args.text(1), true, budget),
  'matches(s)': (text, args, budget) => new JavaPattern(args.text(0)).matches(text, budget),
  'split(s)': (text, args, budget) => new JavaArray(javaSplit(text, new JavaPattern(args.text(0)), 0, budget)),
  'split(si)': (text, args, budget) =>
    new JavaArray(javaSplit(text, new JavaPattern(args.text(0)), args.integer(1), budget)),
  'toCharArray()': (text) => new JavaArray(Array.from({ length: text.length }, (_, index) => text.charAt(index))),
  'regionMatches(isii)': (text, args) =>
    hasRegion(text, args.integer(0), args.text(1), args.integer(2), args.integer(3)),
  'regionMatches(bisii)': (text, args) => {
    const [own, other] = args.all[0] === true ? [folded(text), folded(args.text(2))] : [text, args.text(2)];
    return hasRegion(own, args.integer(1), other, args.integer(3), args.integer(4));
  },
  'hashCode()': (text) => BigInt(hashOf(text)),
  'format(s*)': (_, args) => javaFormat(args.text(0), args.all.slice(1)),
  'join(ql)': (_, args) =>
    listOf(args.all[1])
      .map((item) => javaText(item))
      .join(args.text(0)),
  'join(q*)': (_, args) =>
    args.all
      .slice(1)
      .map((item) => javaText(item))
      .join(args.text(0)),
  'valueOf(o)': (_, args) => javaText(args.all[0]),
});

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

/** Trims like Java: removes all characters up to U+0020 at both ends. */
function javaTrimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

const folded = (text: string): string => text.toUpperCase().toLowerCase();

/** Compares like Java. Returns the difference of the first two different characters, or of the lengths. */
function order(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index += 1)
    if (one[index] !== other[index]) return one.charCodeAt(index) - other.charCodeAt(index);
  return one.length - other.length;
}

/** @throws EngineError for indexes outside of the text, as Java does */
function part(text: string, from: number, to: number): string {
  if (from >= 0 && from <= to && to <= text.length) return text.slice(from, to);
  throw new EngineError(`The text has ${text.length} characters: it has no range from ${from} to ${to}`);
}

function repeated(text: string, count: number): string {
  if (count < 0) throw new EngineError('repeat does not accept a negative number');
  checkLength(text.length * count);
  return text.repeat(count);
}

function hasRegion(text: string, at: number, other: string, otherAt: number, length: number): boolean {
  if (at < 0 || otherAt < 0 || at + length > text.length || otherAt + length > other.length) return false;
  return text.slice(at, at + length) === other.slice(otherAt, otherAt + length);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
