import { RingBuffer } from './ring-buffer.js';

describe('RingBuffer', () => {
  it('keeps the latest items, oldest first', () => {
    const ring = new RingBuffer<number>(3);
    const seen = [1, 2, 3, 4, 5].map((item) => {
      ring.add(item);
      return ring.items();
    });

    expect(seen).toEqual([[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]]);
  });

  it('keeps nothing with a capacity of 0', () => {
    const ring = new RingBuffer<number>(0);
    ring.add(1);

    expect(ring.items()).toEqual([]);
  });
});
