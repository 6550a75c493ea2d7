import { setImmediate as turn } from 'node:timers/promises';
import { LARGE_BYTES, turnFor } from './turns.js';

describe('turnFor', () => {
  it('does not delay a small text', () => {
    expect(turnFor(LARGE_BYTES - 1)).toBeUndefined();
  });

  it('admits one large text per turn of the event loop, in order', async () => {
    const admitted: number[] = [];
    for (const number of [1, 2, 3]) void turnFor(LARGE_BYTES)?.then(() => admitted.push(number));
    const seen: number[] = [];
    while (admitted.length < 3) {
      await turn();
      seen.push(admitted.length);
    }

    expect(admitted).toEqual([1, 2, 3]);
    expect(seen).toEqual([1, 2, 3]);
  });
});
