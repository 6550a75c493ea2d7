import { keepJson, ownValue, readJson, readyJsonOf, withData } from './ready-json.js';

const TEXT = '{"items":[1,{"a":2}]}';
const kept = (): object => keepJson(JSON.parse(TEXT) as object, TEXT, true);

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

  it('gives every reader a copy of the data, and has no ready JSON any more', () => {
    const data = kept();
    const [first, second] = [withData(data, {}), withData(data, {})];
    (first.data as { items: unknown[] }).items.push('changed');

    expect(first.data).toEqual({ items: [1, { a: 2 }, 'changed'] });
    expect(readyJsonOf(first)).toBeUndefined();
    expect([data, second.data]).toEqual([JSON.parse(TEXT), JSON.parse(TEXT)]);
  });

  it('gives the value itself if no other call shares it', () => {
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

    expect(readyJsonOf(withData(readJson(text, true) as object, {}))).toBe(`{"data":${text}}`);
  });

  it('notes nothing if the value has the same JSON', () => {
    expect(readyJsonOf(withData(readJson(TEXT, true) as object, {}))).toBeUndefined();
  });
});

it('gives each reader of a value a copy', () => {
  const value = readJson(TEXT);

  expect(ownValue(value, TEXT)).toEqual(value);
  expect(ownValue(value, TEXT)).not.toBe(value);
});
