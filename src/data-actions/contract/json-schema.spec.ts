import { resolveReferences } from './json-schema.js';

const COMPONENTS = {
  Person: {
    type: 'object',
    required: ['home'],
    properties: {
      home: { $ref: '#/components/schemas/Home' },
      friends: { type: 'array', items: { $ref: '#/components/schemas/Friend' } },
      work: { description: 'Where', allOf: [{ $ref: '#/components/schemas/Home' }] },
    },
  },
  Home: { type: 'object', description: 'A home', properties: { floor: { type: 'integer' } } },
  Friend: { type: 'object', properties: { name: { type: 'string' } } },
};

const HOME = { type: 'object', description: 'A home', properties: { floor: { type: 'integer' } } };

describe('resolveReferences', () => {
  it('puts every schema in the place of its reference, all the way down', () => {
    expect(resolveReferences({ $ref: '#/components/schemas/Person' }, COMPONENTS)).toEqual({
      type: 'object',
      required: ['home'],
      properties: {
        home: HOME,
        friends: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
        work: { ...HOME, description: 'Where' },
      },
    });
  });

  it('keeps what holds no reference', () => {
    const schema = { type: 'string', maxLength: 5, example: 'a' };

    expect(resolveReferences(schema, COMPONENTS)).toEqual(schema);
  });

  it('leaves nothing in the place of a reference to nothing', () => {
    expect(resolveReferences({ $ref: '#/components/schemas/Nobody' }, COMPONENTS)).toEqual({});
  });

  it('changes none of the components', () => {
    const before = JSON.stringify(COMPONENTS);
    resolveReferences(COMPONENTS.Person, COMPONENTS);

    expect(JSON.stringify(COMPONENTS)).toBe(before);
  });
});
