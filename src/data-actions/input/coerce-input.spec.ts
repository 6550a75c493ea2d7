import { JsonSchema } from '../contract/json-schema.js';
import { coerceInput } from './coerce-input.js';

const fit = (value: unknown, schema: JsonSchema): unknown => coerceInput(value, schema).value;

describe('coerceInput', () => {
  it.each([
    ['text', 'text'],
    [25, '25'],
    [-0, '0'],
    [9007199254740991, '9007199254740991'],
    [9007199254740992, 9007199254740992],
    [1.5, 1.5],
    [true, true],
    [null, null],
    [[1], [1]],
    ['{"a":1}', '{"a":1}'],
  ])('converts %j to the text %j', (value, text) => {
    expect(fit(value, { type: 'string' })).toEqual(text);
  });

  it.each([
    ['25', 25],
    ['-1.5', -1.5],
    ['1e3', 1_000],
    ['0', 0],
    ['-0', -0],
    [7, 7],
    ['007', '007'],
    ['+1', '+1'],
    ['1.', '1.'],
    ['.5', '.5'],
    ['0x10', '0x10'],
    [' 1', ' 1'],
    ['Infinity', 'Infinity'],
    ['NaN', 'NaN'],
    ['1e999', '1e999'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740991', 9007199254740991],
    ['', ''],
    [true, true],
    [null, null],
  ])('converts %j to the number %j', (value, number) => {
    expect(fit(value, { type: 'number' })).toEqual(number);
    expect(fit(value, { type: 'integer' })).toEqual(number);
  });

  it.each([
    ['true', true],
    ['false', false],
    [true, true],
    ['TRUE', 'TRUE'],
    ['1', '1'],
    [1, 1],
    ['', ''],
  ])('converts %j to the boolean %j', (value, truth) => {
    expect(fit(value, { type: 'boolean' })).toEqual(truth);
  });

  it.each([
    ['["a","b"]', ['a', 'b']],
    ['[1, 2]', ['1', '2']],
    ['[]', []],
    [
      ['a', 1],
      ['a', '1'],
    ],
    ['a,b', 'a,b'],
    ['[1,]', '[1,]'],
    ['{"a":1}', { a: 1 }],
    [`${'['.repeat(60)}${']'.repeat(60)}`, `${'['.repeat(60)}${']'.repeat(60)}`],
  ])('converts %j to the list of texts %j', (value, list) => {
    expect(fit(value, { type: 'array', items: { type: 'string' } })).toEqual(list);
  });

  const PERSON: JsonSchema = {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string' },
      age: { type: 'integer' },
      tags: { type: 'array', items: { type: 'string' } },
      home: { type: 'object', properties: { floor: { type: 'integer' } } },
      extra: { type: 'object' },
    },
  };

  it('converts nested objects', () => {
    const value = { name: 7, age: '30', tags: '["a"]', home: '{"floor":"2"}', extra: { any: ['thing', 1] } };

    expect(coerceInput(value, PERSON)).toEqual({
      value: { name: '7', age: 30, tags: ['a'], home: { floor: 2 }, extra: { any: ['thing', 1] } },
      droppedFields: 0,
    });
  });

  it('treats an empty value as absent, unless it is required', () => {
    expect(fit({ name: '', age: '', tags: null, home: '', extra: null }, PERSON)).toEqual({ name: '' });
    expect(fit({ name: null }, PERSON)).toEqual({ name: null });
  });

  it('keeps false and zero', () => {
    const schema = { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'integer' } } };

    expect(fit({ a: 'false', b: '0' }, schema)).toEqual({ a: false, b: 0 });
  });

  it('drops and counts unknown fields on every level', () => {
    const value = { name: 'a', unknown: 1, home: { floor: 1, roof: 2 }, toString: 1, constructor: 2 };

    expect(coerceInput(value, PERSON)).toEqual({ value: { name: 'a', home: { floor: 1 } }, droppedFields: 4 });
  });

  it.each([['text'], [7], [[]], [null]])(
    'leaves %j unchanged if an object is expected, so that the validation reports it',
    (value) => {
      expect(fit(value, PERSON)).toEqual(value);
    },
  );

  it('is deterministic and does not change its argument', () => {
    const value = { name: 7, tags: '["a"]' };

    expect(fit(value, PERSON)).toEqual(fit(fit(value, PERSON), PERSON));
    expect(value).toEqual({ name: 7, tags: '["a"]' });
  });
});
