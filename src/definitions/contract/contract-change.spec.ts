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
  it('breaks flows if it goes', () => {
    expect(inputChange(object({ a: text, b: text }), object({ b: text }))).toEqual(breaks('the input a is gone'));
  });

  it('breaks flows if they have to give it from now on', () => {
    expect(inputChange(object({ a: text }), object({ a: text }, ['a']))).toEqual(breaks('the input a is required now'));
    expect(inputChange(object(), object({ a: text }, ['a']))).toEqual(breaks('the input a is new and required'));
  });

  it('breaks flows if it gets another type', () => {
    expect(inputChange(object({ a: text }), object({ a: number }))).toEqual(
      breaks('the input a was string and is number now'),
    );
    expect(inputChange(object({ a: { type: 'integer' } }), object({ a: number }))).toEqual(
      breaks('the input a was integer and is number now'),
    );
  });

  it('breaks none if it is new and optional, or need not be given any more', () => {
    expect(inputChange(object(), object({ a: text }))).toEqual(goesOn('the input a is new'));
    expect(inputChange(object({ a: text }, ['a']), object({ a: text }))).toEqual(goesOn('the input a is optional now'));
  });
});

describe('a change of an output', () => {
  it('breaks flows if it goes, however deep', () => {
    expect(outputChange({ a: text }, {})).toEqual(breaks('the output a is gone'));
    expect(outputChange({ a: object({ b: text }) }, { a: object() })).toEqual(breaks('the output a.b is gone'));
    expect(outputChange({ a: list(object({ b: text })) }, { a: list(object()) })).toEqual(
      breaks('the output a.b is gone'),
    );
  });

  it('breaks flows if it gets another type, however deep', () => {
    expect(outputChange({ a: text }, { a: object({ b: text }) })).toEqual(
      breaks('the output a was string and is object now'),
    );
    expect(outputChange({ a: object({ b: text }) }, { a: object({ b: number }) })).toEqual(
      breaks('the output a.b was string and is number now'),
    );
    expect(outputChange({ a: list(text) }, { a: list(number) })).toEqual(
      breaks('the output a was array of string and is array of number now'),
    );
    expect(outputChange({ a: text }, { a: list(text) })).toEqual(
      breaks('the output a was string and is array of string now'),
    );
  });

  it('breaks none if it is new, however deep', () => {
    expect(outputChange({}, { a: text })).toEqual(goesOn('the output a is new'));
    expect(outputChange({ a: object() }, { a: object({ b: text }) })).toEqual(goesOn('the output a.b is new'));
  });
});

describe('contractChanges', () => {
  it('finds nothing in what is the same but for its order', () => {
    expect(inputChange(object({ a: text, b: number }, ['a', 'b']), object({ b: number, a: text }, ['b', 'a']))).toEqual(
      [],
    );
  });

  it('names every change', () => {
    const before = { input: object({ a: text, b: text }), output: object({ x: text }) };
    const after = { input: object({ b: number, c: text }), output: object({ y: text }) };

    expect(contractChanges(before, after).map(({ what }) => what)).toEqual([
      'the input a is gone',
      'the input b was string and is number now',
      'the input c is new',
      'the output x is gone',
      'the output y is new',
    ]);
  });
});
