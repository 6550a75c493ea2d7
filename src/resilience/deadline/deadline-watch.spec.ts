import { Deadline } from './deadline.js';
import { DeadlineWatch } from './deadline-watch.js';

describe('a watch over deadlines', () => {
  let watch: DeadlineWatch;
  const deadlineOf = (limitMs: number): Deadline => new Deadline(performance.now(), limitMs, watch);

  beforeEach(() => {
    jest.useFakeTimers();
    watch = new DeadlineWatch();
  });
  afterEach(() => jest.useRealTimers());

  it.each([1, 499, 500, 501, 749, 750, 751, 1_000, 7_777, 8_000])('lets one of %i ms end at its time', (limitMs) => {
    const deadline = deadlineOf(limitMs);

    jest.advanceTimersByTime(limitMs - 1);
    expect(deadline.isOver).toBe(false);
    jest.advanceTimersByTime(1);
    expect(deadline.isOver).toBe(true);
  });

  it('lets each end at its own time, whenever it began', () => {
    const ended: number[] = [];
    const startedAtMs = performance.now();
    for (const limitMs of [3_000, 800, 2_000, 8_000, 600]) {
      const deadline = deadlineOf(limitMs);
      deadline.onAbort(() => ended.push(performance.now() - startedAtMs));
      jest.advanceTimersByTime(70);
    }
    jest.advanceTimersByTime(10_000);

    expect(ended).toEqual([870, 880, 2_140, 3_000, 8_210]);
  });

  it('brings one forward that is brought forward', () => {
    const [far, near] = [deadlineOf(8_000), deadlineOf(8_000)];
    far.shorten(4_000);
    near.shorten(100);

    jest.advanceTimersByTime(100);
    expect([far.isOver, near.isOver]).toEqual([false, true]);
    jest.advanceTimersByTime(3_899);
    expect(far.isOver).toBe(false);
    jest.advanceTimersByTime(1);
    expect(far.isOver).toBe(true);
  });

  it('ends none that is released or ended before, far or near', () => {
    const deadlines = [deadlineOf(8_000), deadlineOf(8_000), deadlineOf(700), deadlineOf(700)];
    const ends = deadlines.map(() => 0);
    deadlines.forEach((deadline, at) => deadline.onAbort(() => (ends[at] = (ends[at] ?? 0) + 1)));
    deadlines[0]?.release();
    deadlines[1]?.onClientDisconnect();
    jest.advanceTimersByTime(600);
    deadlines[2]?.release();
    deadlines[3]?.onClientDisconnect();
    jest.advanceTimersByTime(10_000);

    expect(ends).toEqual([0, 1, 0, 1]);
  });

  it('looks at nothing when there is nothing to look at', () => {
    deadlineOf(8_000).release();
    deadlineOf(8_000).onClientDisconnect();
    jest.advanceTimersByTime(250);
    expect(jest.getTimerCount()).toBe(0);

    const deadline = deadlineOf(8_000);
    jest.advanceTimersByTime(8_000);
    expect([deadline.isOver, jest.getTimerCount()]).toEqual([true, 0]);
  });
});
