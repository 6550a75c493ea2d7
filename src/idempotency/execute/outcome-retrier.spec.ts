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

  it('retries an outcome about every 75 ms until the store takes it', async () => {
    outcomes.retryInBackground(storeBackAfter(4));

    await jest.advanceTimersByTimeAsync(60_000);

    expect(toldAtMs).toEqual([75, 150, 225, 300, 375]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up after a minute', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));

    await jest.advanceTimersByTimeAsync(120_000);

    expect(toldAtMs.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(toldAtMs.at(-1)).toBeLessThan(60_100);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps a process that is to stop until the store has the outcome', async () => {
    outcomes.retryInBackground(storeBackAfter(3));
    let isHeld = true;
    void held[0]?.then(() => (isHeld = false));

    await jest.advanceTimersByTimeAsync(290);
    expect(isHeld).toBe(true);
    await jest.advanceTimersByTimeAsync(20);
    expect(isHeld).toBe(false);
  });

  it('tries once more when the application stops, and then no more', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));
    await jest.advanceTimersByTimeAsync(100);

    await outcomes.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(10_000);

    expect(toldAtMs).toEqual([75, 100]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait for a store that hangs when the application stops', async () => {
    outcomes.retryInBackground(() => new Promise(() => undefined));

    let hasStopped = false;
    void outcomes.beforeApplicationShutdown().then(() => (hasStopped = true));
    await jest.advanceTimersByTimeAsync(600);

    expect(hasStopped).toBe(true);
  });

  it('retries many outcomes less often, so that they do not fill the process', async () => {
    for (let outcome = 0; outcome < 1_000; outcome += 1) outcomes.retryInBackground(storeBackAfter(1_000_000));

    await jest.advanceTimersByTimeAsync(500);
    expect(toldAtMs.length).toBeLessThanOrEqual(1_000);
    await jest.advanceTimersByTimeAsync(100);
    expect(toldAtMs.length).toBeGreaterThanOrEqual(1_000);
  });

  it('holds no more than fits', async () => {
    for (let outcome = 0; outcome < 10_050; outcome += 1) outcomes.retryInBackground(storeBackAfter(0));

    await jest.advanceTimersByTimeAsync(6_000);

    expect(toldAtMs).toHaveLength(10_000);
  });
});
