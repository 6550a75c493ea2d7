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
    [{}, 'whose id is not a string'],
    [{ id: null }, 'whose id is not a string'],
    [{ id: 5 }, 'whose id is not a string'],
    [Object.create({ id: 'inherited' }), 'whose id is not a string'],
  ])('rejects %j', (body, message) => {
    expect(() => readFields(body, { id: 'string' })).toThrow(new TypeError(message));
  });

  it('distinguishes lists from objects', () => {
    expect(() => readFields({ tags: {} }, { tags: 'array' })).toThrow('whose tags is not a list');
    expect(() => readFields({ owner: [] }, { owner: 'object' })).toThrow('whose owner is not an object');
  });
});
