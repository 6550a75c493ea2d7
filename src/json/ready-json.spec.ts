import { keepJson, keepLargeJson, readJson, readyJsonOf, withData } from './ready-json.js';

const TEXT = '{"items":[1,{"a":2}]}';
const kept = (): object => keepJson(JSON.parse(TEXT) as object, TEXT);

describe('an object whose data has known JSON', () => {
  it('serializes without a new JSON of its data, the data first', () => {
    const object = withData(kept(), { a: 'x"', left: undefined, list: [] });

    expect(readyJsonOf(object)).toBe(`{"data":${TEXT},"a":"x\\"","list":[]}`);
    expect(readyJsonOf(object)).toBe(JSON.stringify(object));
  });

  it('serializes a member that was added or changed', () => {
    const object = withData(kept(), { a: 1 });
    Object.assign(object, { a: 2, b: 3 });

    expect(readyJsonOf(object)).toBe(`{"data":${TEXT},"a":2,"b":3}`);
  });

  it('gives the value itself, and has no ready JSON any more', () => {
    const data = keepJson({ a: 1 }, '{"a":1}');
    const object = withData(data, {});

    expect(readyJsonOf(object)).toBe('{"data":{"a":1}}');
    expect(object.data).toBe(data);
    expect(readyJsonOf(object)).toBeUndefined();
  });

  it('accepts other data', () => {
    const object = withData(kept(), {});
    object.data = { other: true };

    expect(readyJsonOf(object)).toBeUndefined();
    expect({ ...object }).toEqual({ data: { other: true } });
  });
});

it('is no ready JSON of data without known JSON, nor of other values', () => {
  expect([withData({ a: 1 }, {}), {}, null, 'text', undefined].map(readyJsonOf)).toEqual(Array(5).fill(undefined));
});

describe('readJson', () => {
  it('keeps digits that JavaScript cannot hold', () => {
    const text = '{"id":9007199254740993}';

    expect(readyJsonOf(withData(readJson(text) as object, {}))).toBe(`{"data":${text}}`);
  });

  it('notes nothing if the value has the same JSON', () => {
    expect(readyJsonOf(withData(readJson(TEXT) as object, {}))).toBeUndefined();
  });
});

it('reuses the JSON of a large value only', () => {
  const [small, large] = ['x', 'x'.repeat(70_000)].map((text) => ({ text }));
  const readyLength = (value: object): number | undefined => readyJsonOf(withData(value, {}))?.length;

  expect(readyLength(keepLargeJson({ ...small }, JSON.stringify(small)))).toBeUndefined();
  expect(readyLength(keepLargeJson({ ...large }, JSON.stringify(large)))).toBe(70_020);
  expect(readyLength(readJson(JSON.stringify(large)) as object)).toBe(70_020);
});
