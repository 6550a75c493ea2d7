import { Logger } from '@nestjs/common';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { OutcomeRetrier } from './outcome-retrier.js';

describe('OutcomeRetrier', () => {
  let outcomes: OutcomeRetrier;
  let held: Promise<unknown>[];
  let toldAtMs: number[];
  let startedAtMs: number;

  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    held = [];
    outcomes = new OutcomeRetrier({ trackWork: (work: Promise<unknown>) => (held.push(work), work) } as DrainTracker);
    toldAtMs = [];
    startedAtMs = performance.now();
  });

  afterEach(() => jest.useRealTimers());

  /** A store that is back after so many attempts. */
  const storeBackAfter = (failures: number) => async () => {
    toldAtMs.push(performance.now() - startedAtMs);
    if (toldAtMs.length <= failures) throw new Error('no store');
  };

  it('tells an outcome again with growing pauses until the store knows it', async () => {
    outcomes.retryInBackground(storeBackAfter(7));

    await jest.advanceTimersByTimeAsync(60_000);

    expect(toldAtMs).toEqual([50, 150, 350, 750, 1_550, 2_550, 3_550, 4_550]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up after a minute', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));

    await jest.advanceTimersByTimeAsync(120_000);

    expect(toldAtMs.at(-1)).toBe(60_550);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps a process that is to stop until the store knows', async () => {
    outcomes.retryInBackground(storeBackAfter(3));
    let isHeld = true;
    void held[0]?.then(() => (isHeld = false));

    await jest.advanceTimersByTimeAsync(749);
    expect(isHeld).toBe(true);
    await jest.advanceTimersByTimeAsync(1);
    expect(isHeld).toBe(false);
  });

  it('stops with the application', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));
    await jest.advanceTimersByTimeAsync(100);

    outcomes.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(10_000);

    expect(toldAtMs).toEqual([50]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('holds no more than fits', async () => {
    for (let outcome = 0; outcome < 10_050; outcome += 1) outcomes.retryInBackground(storeBackAfter(0));

    await jest.advanceTimersByTimeAsync(50);

    expect(toldAtMs).toHaveLength(10_000);
  });
});
