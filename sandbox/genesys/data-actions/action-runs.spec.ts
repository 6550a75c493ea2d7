import { flattened } from './action-runs.js';

describe('the flattened output', () => {
  it('does not change a flat object', () => {
    const flat = { a: 1, b: null, c: '', d: [1, 2], e: [] };

    expect(flattened(flat)).toEqual(flat);
  });

  it('has dotted names for nested members', () => {
    expect(flattened({ a: { b: { c: 1 }, d: [true] } })).toEqual({ 'a.b.c': 1, 'a.d': [true] });
  });

  it('turns a list of objects into one list per member', () => {
    expect(
      flattened({
        queues: [
          { id: 1, of: { x: 'a' } },
          { id: 2, of: { x: 'b' } },
        ],
      }),
    ).toEqual({
      'queues.id': [1, 2],
      'queues.of.x': ['a', 'b'],
    });
  });
});
