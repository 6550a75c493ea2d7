import fc from 'fast-check';

/** Texts that parsers, expressions and terminals often handle incorrectly. */
const AWKWARD = fc.constantFrom(
  '${input.x}',
  '$!{a}',
  'eyJ-'.repeat(500),
  'token='.repeat(500),
  '\u202e\u0000\ud800',
  '__proto__',
  'constructor',
  '"'.repeat(300),
  '\\'.repeat(301),
  ' '.repeat(2_000),
  '%'.repeat(200),
  '9'.repeat(400),
  '🦄'.repeat(200),
);

/** Any text: short, awkward or long. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  AWKWARD,
  fc.tuple(AWKWARD, fc.integer({ min: 1, max: 40 })).map(([part, times]) => part.repeat(times)),
);

/** Any JSON value, including wide and deep ones. */
export const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  text,
  fc.integer({ min: 1, max: 1_500 }).map((depth) => nested(depth)),
  fc
    .tuple(text, fc.integer({ min: 1, max: 3_000 }))
    .map(([value, count]) => Array.from({ length: count }, () => value)),
  fc.tuple(text, text, fc.integer({ min: 1, max: 2_000 })).map(([name, value, count]) => ({
    [name]: Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}`, value])),
  })),
);

/** JSON texts, whole and damaged. */
export const jsonText = fc.oneof(
  json.map((value) => serialized(value)),
  fc.tuple(json, fc.nat({ max: 200 })).map(([value, cut]) => serialized(value).slice(0, -1 - cut)),
  fc.tuple(json, text).map(([value, more]) => serialized(value) + more),
  text,
);

/** Returns a value as JSON, or an empty text if JSON.stringify cannot serialize it. */
export function serialized(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
