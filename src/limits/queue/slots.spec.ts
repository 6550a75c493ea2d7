import { Slots } from './slots.js';

describe('Slots', () => {
  it('gives each slot to one caller, and free slots to waiting callers in the order of their arrival', () => {
    const slots = new Slots(2);
    const entered: number[] = [];
    const release = [1, 2, 3, 4].map((number) => slots.acquire(() => entered.push(number)));
    expect([entered, slots.waitingCount]).toEqual([[1, 2], 2]);

    release[1]?.();
    expect(entered).toEqual([1, 2, 3]);

    release[0]?.();
    expect([entered, slots.waitingCount]).toEqual([[1, 2, 3, 4], 0]);
  });

  it('skips a waiter that has left, and releases a slot only once', () => {
    const slots = new Slots(1);
    const entered: string[] = [];
    const release = slots.acquire(() => entered.push('first'));
    slots.acquire(() => entered.push('gone'))();
    slots.acquire(() => entered.push('second'));
    slots.acquire(() => entered.push('third'));

    release();
    release();

    expect(entered).toEqual(['first', 'second']);
  });

  it('frees the slot of work that fails', async () => {
    const slots = new Slots(1);

    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(async () => 'yes')).toBe('yes');
  });
});
