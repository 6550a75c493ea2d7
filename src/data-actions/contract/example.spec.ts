import { exampleOf } from './example.js';

describe('exampleOf: the example', () => {
  it.each([
    [{ type: 'string', example: 'a' }, 'a'],
    [{ type: 'boolean', example: false }, false],
    [{ type: 'integer', example: 0 }, 0],
    [{ type: 'string' }, ''],
    [{ type: 'number' }, 0],
    [{ type: 'integer' }, 0],
    [{ type: 'boolean' }, false],
    [{ type: 'object' }, {}],
    [{}, {}],
    [{ type: 'array' }, []],
    [{ type: 'array', items: { type: 'string', example: 'a' } }, ['a']],
    [{ type: 'array', items: { type: 'string' }, example: ['a', 'b'] }, ['a', 'b']],
  ])('for %j is %j', (schema, example) => {
    expect(exampleOf(schema)).toEqual(example);
  });

  it('of an object consists of the examples of its fields, without optional fields that have no example', () => {
    const schema = {
      type: 'object',
      required: ['id', 'home'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string', example: 'Ada' },
        age: { type: 'integer' },
        home: { type: 'object', properties: { floor: { type: 'integer', example: 2 } } },
      },
    };

    expect(exampleOf(schema)).toEqual({ id: '', name: 'Ada', home: { floor: 2 } });
  });
});
