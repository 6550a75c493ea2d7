import { JsonSchema } from '../contract/json-schema.js';
import { coerceInput } from './coerce-input.js';

const fit = (value: unknown, schema: JsonSchema): unknown => coerceInput(value, schema).value;

describe('normalise', () => {
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
  ])('brings %j into a text as %j', (value, text) => {
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
  ])('brings %j into a number as %j', (value, number) => {
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
  ])('brings %j into a truth value as %j', (value, truth) => {
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
  ])('brings %j into a list of texts as %j', (value, list) => {
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

  it('brings an object into its types, all the way down', () => {
    const value = { name: 7, age: '30', tags: '["a"]', home: '{"floor":"2"}', extra: { any: ['thing', 1] } };

    expect(coerceInput(value, PERSON)).toEqual({
      value: { name: '7', age: 30, tags: ['a'], home: { floor: 2 }, extra: { any: ['thing', 1] } },
      droppedFields: 0,
    });
  });

  it('takes what is empty as absent, unless it is required', () => {
    expect(fit({ name: '', age: '', tags: null, home: '', extra: null }, PERSON)).toEqual({ name: '' });
    expect(fit({ name: null }, PERSON)).toEqual({ name: null });
  });

  it('keeps what is false or zero', () => {
    const schema = { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'integer' } } };

    expect(fit({ a: 'false', b: '0' }, schema)).toEqual({ a: false, b: 0 });
  });

  it('leaves out and counts what nobody knows, on every level', () => {
    const value = { name: 'a', unknown: 1, home: { floor: 1, roof: 2 }, toString: 1, constructor: 2 };

    expect(coerceInput(value, PERSON)).toEqual({ value: { name: 'a', home: { floor: 1 } }, droppedFields: 4 });
  });

  it.each([['text'], [7], [[]], [null]])(
    'leaves %j as it is where an object is wanted, for the validation to name',
    (value) => {
      expect(fit(value, PERSON)).toEqual(value);
    },
  );

  it('gives the same for the same, and changes nothing that it was given', () => {
    const value = { name: 7, tags: '["a"]' };

    expect(fit(value, PERSON)).toEqual(fit(fit(value, PERSON), PERSON));
    expect(value).toEqual({ name: 7, tags: '["a"]' });
  });
});
