import { readFields } from './response-fields.js';

describe('readFields', () => {
  it('returns only the described fields', () => {
    const body = { id: 'a', size: 1, isOpen: false, owner: {}, tags: [], more: true };

    expect(
      readFields(body, { id: 'string', size: 'number', isOpen: 'boolean', owner: 'object', tags: 'array' }),
    ).toEqual({ id: 'a', size: 1, isOpen: false, owner: {}, tags: [] });
  });

  it.each([
    [null, 'that is not an object'],
    [[], 'that is not an object'],
    ['text', 'that is not an object'],
    [{}, 'in which id is not a string'],
    [{ id: null }, 'in which id is not a string'],
    [{ id: 5 }, 'in which id is not a string'],
    [Object.create({ id: 'inherited' }), 'in which id is not a string'],
  ])('rejects %j', (body, message) => {
    expect(() => readFields(body, { id: 'string' })).toThrow(new TypeError(message));
  });

  it('distinguishes lists from objects', () => {
    expect(() => readFields({ tags: {} }, { tags: 'array' })).toThrow('in which tags is not a list');
    expect(() => readFields({ owner: [] }, { owner: 'object' })).toThrow('in which owner is not an object');
  });
});
