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
  it('replaces all references recursively', () => {
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

  it('keeps a schema without references', () => {
    const schema = { type: 'string', maxLength: 5, example: 'a' };

    expect(resolveReferences(schema, COMPONENTS)).toEqual(schema);
  });

  it('replaces an unknown reference by an empty schema', () => {
    expect(resolveReferences({ $ref: '#/components/schemas/Nobody' }, COMPONENTS)).toEqual({});
  });

  it('does not change the components', () => {
    const before = JSON.stringify(COMPONENTS);
    resolveReferences(COMPONENTS.Person, COMPONENTS);

    expect(JSON.stringify(COMPONENTS)).toBe(before);
  });
});
