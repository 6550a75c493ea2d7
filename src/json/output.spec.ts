import { keepJson, Output, WithData } from './output.js';

const JSON_TEXT = '{"items":[1,{"a":2}]}';

describe('Output', () => {
  it('contains its value and the JSON of its value', () => {
    const data = { a: 1 };
    const output = Output.of(data);

    expect(output.json).toBe('{"a":1}');
    expect(output.data).toBe(data);
  });

  it('keeps digits that a JavaScript number cannot represent', () => {
    const json = '{"id":9007199254740993}';

    expect(Output.of(keepJson(JSON.parse(json) as object, json)).json).toBe(json);
  });

  it('creates a separate value for each output from the same JSON', () => {
    const [first, second] = [Output.fromJson(JSON_TEXT), Output.fromJson(JSON_TEXT)];
    (first.data as { items: unknown[] }).items.push('changed');

    expect(first.data).toEqual({ items: [1, { a: 2 }, 'changed'] });
    expect(second.data).toEqual({ items: [1, { a: 2 }] });
  });

  it('rejects a value that has no JSON', () => {
    expect(() => Output.of(undefined as never)).toThrow('An output must be representable as JSON');
  });
});

describe('WithData: an object with the data of an output', () => {
  const create = <T extends object>(rest: T): T & { data: object } => WithData.create(Output.fromJson(JSON_TEXT), rest);

  it('has JSON with all its members, the data first', () => {
    const object = create({ a: 'x"', left: undefined, list: [] });

    expect(WithData.jsonOf(object)).toBe(`{"data":${JSON_TEXT},"a":"x\\"","list":[]}`);
    expect(JSON.stringify(object)).toBe(`{"data":${JSON_TEXT},"a":"x\\"","list":[]}`);
  });

  it('has JSON even if the data is its only member', () => {
    expect(WithData.jsonOf(create({}))).toBe(`{"data":${JSON_TEXT}}`);
  });

  it('has JSON with members that were added or changed later', () => {
    const object = create({ a: 1 });
    Object.assign(object, { a: 2, b: 3 });

    expect(WithData.jsonOf(object)).toBe(`{"data":${JSON_TEXT},"a":2,"b":3}`);
  });

  it('has no prepared JSON after its data was read, because the reader may change the data', () => {
    const object = create({});
    (object.data as { items: unknown[] }).items = [];

    expect(WithData.jsonOf(object)).toBeUndefined();
    expect(JSON.stringify(object)).toBe('{"data":{"items":[]}}');
  });

  it('has no prepared JSON after its data was replaced', () => {
    const object = create({ a: 1 });
    object.data = { other: true };

    expect(WithData.jsonOf(object)).toBeUndefined();
    expect({ ...object }).toEqual({ data: { other: true }, a: 1 });
  });
});

it('WithData has no prepared JSON for other values', () => {
  expect([{ data: {} }, {}, null, 'text', undefined].map((value) => WithData.jsonOf(value))).toEqual(
    Array(5).fill(undefined),
  );
});
