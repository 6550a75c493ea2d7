import { Logger } from '@nestjs/common';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { OwnerResult } from '../store/idempotency-store.js';
import { OutcomeRetrier } from './outcome-retrier.js';

describe('OutcomeRetrier', () => {
  let outcomes: OutcomeRetrier;
  let tracked: Promise<unknown>[];
  let attemptedAtMs: number[];
  let startedAtMs: number;

  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    tracked = [];
    outcomes = new OutcomeRetrier({
      trackWork: (work: Promise<unknown>) => (tracked.push(work), work),
    } as DrainTracker);
    attemptedAtMs = [];
    startedAtMs = performance.now();
  });

  afterEach(() => jest.useRealTimers());

  /** A store that accepts an outcome after this number of failed attempts. */
  const storeBackAfter = (failures: number) => async (): Promise<OwnerResult> => {
    attemptedAtMs.push(performance.now() - startedAtMs);
    if (attemptedAtMs.length <= failures) throw new Error('no store');
    return { kind: 'done' };
  };

  it('retries an outcome about every 75 ms until it is stored', async () => {
    outcomes.retryInBackground(storeBackAfter(4));

    await jest.advanceTimersByTimeAsync(60_000);

    expect(attemptedAtMs).toEqual([75, 150, 225, 300, 375]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stores an outcome again until the replicas acknowledge it', async () => {
    const acknowledgements = [false, false, true];
    outcomes.retryInBackground(async () => {
      attemptedAtMs.push(performance.now() - startedAtMs);
      return { kind: 'done', acknowledged: Promise.resolve(acknowledgements.shift() ?? false) };
    });

    await jest.advanceTimersByTimeAsync(60_000);

    expect(attemptedAtMs).toEqual([75, 150, 225]);
  });

  it('stops retrying after a minute', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));

    await jest.advanceTimersByTimeAsync(120_000);

    expect(attemptedAtMs.at(-1)).toBeGreaterThanOrEqual(60_000);
    expect(attemptedAtMs.at(-1)).toBeLessThan(60_100);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('delays the shutdown until the outcome is stored', async () => {
    outcomes.retryInBackground(storeBackAfter(3));
    let isDelayed = true;
    void tracked[0]?.then(() => (isDelayed = false));

    await jest.advanceTimersByTimeAsync(290);
    expect(isDelayed).toBe(true);
    await jest.advanceTimersByTimeAsync(20);
    expect(isDelayed).toBe(false);
  });

  it('retries once more when the application stops, and then never again', async () => {
    outcomes.retryInBackground(storeBackAfter(1_000));
    await jest.advanceTimersByTimeAsync(100);

    await outcomes.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(10_000);

    expect(attemptedAtMs).toEqual([75, 100]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits at most 500 ms for the store when the application stops', async () => {
    outcomes.retryInBackground(() => new Promise(() => undefined));

    let hasStopped = false;
    void outcomes.beforeApplicationShutdown().then(() => (hasStopped = true));
    await jest.advanceTimersByTimeAsync(600);

    expect(hasStopped).toBe(true);
  });

  it('pauses longer between retries if many outcomes wait, to limit the load', async () => {
    for (let outcome = 0; outcome < 1_000; outcome += 1) outcomes.retryInBackground(storeBackAfter(1_000_000));

    await jest.advanceTimersByTimeAsync(500);
    expect(attemptedAtMs.length).toBeLessThanOrEqual(1_000);
    await jest.advanceTimersByTimeAsync(100);
    expect(attemptedAtMs.length).toBeGreaterThanOrEqual(1_000);
  });

  it('drops outcomes over the limit of 10,000 waiting outcomes, and logs each dropped one', async () => {
    const warn = jest.fn();
    Logger.overrideLogger({ log: warn, error: warn, warn });
    for (let outcome = 0; outcome < 10_050; outcome += 1) outcomes.retryInBackground(storeBackAfter(0));

    await jest.advanceTimersByTimeAsync(6_000);

    expect(attemptedAtMs).toHaveLength(10_000);
    expect(warn).toHaveBeenCalledTimes(50);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('giving up'),
      new Error('10000 other outcomes wait'),
      'OutcomeRetrier',
    );
  });
});
