import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { contractChanges } from './contract-change.js';

const text: JsonSchema = { type: 'string' };
const number: JsonSchema = { type: 'number' };
const object = (properties: JsonSchema['properties'] = {}, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const inputChange = (before: JsonSchema, after: JsonSchema) =>
  contractChanges({ input: before, output: object() }, { input: after, output: object() });
const outputChange = (before: JsonSchema['properties'], after: JsonSchema['properties']) =>
  contractChanges({ input: object(), output: object(before) }, { input: object(), output: object(after) });

const breaks = (what: string) => [{ isBreaking: true, what }];
const goesOn = (what: string) => [{ isBreaking: false, what }];

describe('a change of an input', () => {
  it('is breaking if it is removed', () => {
    expect(inputChange(object({ a: text, b: text }), object({ b: text }))).toEqual(breaks('the input a is missing'));
  });

  it('is breaking if it becomes required', () => {
    expect(inputChange(object({ a: text }), object({ a: text }, ['a']))).toEqual(breaks('the input a is now required'));
    expect(inputChange(object(), object({ a: text }, ['a']))).toEqual(breaks('the input a is new and required'));
  });

  it('is breaking if its type changes', () => {
    expect(inputChange(object({ a: text }), object({ a: number }))).toEqual(
      breaks('the input a changed from string to number'),
    );
    expect(inputChange(object({ a: { type: 'integer' } }), object({ a: number }))).toEqual(
      breaks('the input a changed from integer to number'),
    );
  });

  it('is compatible if it is new and optional, or becomes optional', () => {
    expect(inputChange(object(), object({ a: text }))).toEqual(goesOn('the input a is new'));
    expect(inputChange(object({ a: text }, ['a']), object({ a: text }))).toEqual(goesOn('the input a is now optional'));
  });
});

describe('a change of an output', () => {
  it('is breaking if it is removed, at any depth', () => {
    expect(outputChange({ a: text }, {})).toEqual(breaks('the output a is missing'));
    expect(outputChange({ a: object({ b: text }) }, { a: object() })).toEqual(breaks('the output a.b is missing'));
    expect(outputChange({ a: list(object({ b: text })) }, { a: list(object()) })).toEqual(
      breaks('the output a.b is missing'),
    );
  });

  it('is breaking if its type changes, at any depth', () => {
    expect(outputChange({ a: text }, { a: object({ b: text }) })).toEqual(
      breaks('the output a changed from string to object'),
    );
    expect(outputChange({ a: object({ b: text }) }, { a: object({ b: number }) })).toEqual(
      breaks('the output a.b changed from string to number'),
    );
    expect(outputChange({ a: list(text) }, { a: list(number) })).toEqual(
      breaks('the output a changed from array of string to array of number'),
    );
    expect(outputChange({ a: text }, { a: list(text) })).toEqual(
      breaks('the output a changed from string to array of string'),
    );
  });

  it('is compatible if it is new, at any depth', () => {
    expect(outputChange({}, { a: text })).toEqual(goesOn('the output a is new'));
    expect(outputChange({ a: object() }, { a: object({ b: text }) })).toEqual(goesOn('the output a.b is new'));
  });
});

describe('contractChanges', () => {
  it('ignores the order', () => {
    expect(inputChange(object({ a: text, b: number }, ['a', 'b']), object({ b: number, a: text }, ['b', 'a']))).toEqual(
      [],
    );
  });

  it('names every change', () => {
    const before = { input: object({ a: text, b: text }), output: object({ x: text }) };
    const after = { input: object({ b: number, c: text }), output: object({ y: text }) };

    expect(contractChanges(before, after).map(({ what }) => what)).toEqual([
      'the input a is missing',
      'the input b changed from string to number',
      'the input c is new',
      'the output x is missing',
      'the output y is new',
    ]);
  });
});
