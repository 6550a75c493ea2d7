import { flattened } from './action-runs.js';

describe('the flattened output', () => {
  it('leaves a flat object as it is', () => {
    const flat = { a: 1, b: null, c: '', d: [1, 2], e: [] };

    expect(flattened(flat)).toEqual(flat);
  });

  it('puts nested members under dotted names', () => {
    expect(flattened({ a: { b: { c: 1 }, d: [true] } })).toEqual({ 'a.b.c': 1, 'a.d': [true] });
  });

  it('makes of a list of objects one list for each member', () => {
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
