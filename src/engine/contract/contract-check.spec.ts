import { parseJson } from '../json/parse-json.js';
import { contractMisfits } from './contract-check.js';

describe('contractMisfits', () => {
  it('names every place that does not fit', () => {
    const schema = {
      type: 'object',
      required: ['a', 'b'],
      properties: { a: { type: 'integer' }, c: { type: 'array', items: { type: 'string' } } },
      additionalProperties: false,
    };
    expect(contractMisfits(schema, parseJson('{"a": "x", "c": [1], "d": 1}'))).toEqual([
      "/ must have required property 'b'",
      '/ must NOT have additional properties (d)',
      '/a must be integer',
      '/c/0 must be string',
    ]);
  });

  it('accepts the ids and the boolean limits of draft 4', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      id: 'http://example.com/root.json',
      type: 'object',
      properties: { n: { id: '/properties/n', type: 'number', minimum: 0, exclusiveMinimum: true } },
    };
    expect(contractMisfits(schema, parseJson('{"n": 1}'))).toEqual([]);
    expect(contractMisfits(schema, parseJson('{"n": 0}'))).toEqual(['/n must be > 0']);
  });

  it('accepts the numeric limits of later drafts, a property named id, and the type any', () => {
    const schema = {
      properties: { id: { type: 'string' }, n: { exclusiveMinimum: 5 }, x: { type: 'any' } },
    };
    expect(contractMisfits(schema, parseJson('{"id": "a", "n": 6, "x": []}'))).toEqual([]);
    expect(contractMisfits(schema, parseJson('{"id": 1, "n": 5}'))).toEqual(['/id must be string', '/n must be > 5']);
  });

  it('accepts an integer of any size, and a list at the top level', () => {
    expect(contractMisfits({ type: 'integer' }, parseJson('12345678901234567890'))).toEqual([]);
    expect(contractMisfits({ type: 'array', items: { type: 'string' } }, parseJson('["a"]'))).toEqual([]);
  });

  it('runs a catastrophic pattern in linear time', () => {
    const schema = { type: 'string', pattern: '^(a+)+$' };
    expect(contractMisfits(schema, `${'a'.repeat(5_000)}!`)).toEqual(['/ must match pattern "^(a+)+$"']);
  });

  it('reports an invalid schema', () => {
    expect(() => contractMisfits({ type: 'text' }, 1n)).toThrow('The schema is not valid');
  });
});
