import { TimeoutError, withTimeout } from './with-timeout.js';

/** Keeps the event loop from turning. */
const holdUp = (ms: number): void => {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
};

const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('done'), ms));

describe('A time limit', () => {
  it('passes on what comes in time', async () => {
    await expect(withTimeout(Promise.resolve('done'), 100)).resolves.toBe('done');
    await expect(withTimeout(Promise.reject(new RangeError('bad')), 100)).rejects.toThrow(RangeError);
  });

  it('ends a wait in vain when it is over, and not before', async () => {
    const startedAtMs = performance.now();
    await expect(withTimeout(new Promise(() => undefined), 80)).rejects.toThrow(TimeoutError);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(79);
    expect(performance.now() - startedAtMs).toBeLessThan(160);
  });

  it('does not count the time in which our own event loop stood still', async () => {
    const work = withTimeout(after(40), 80);
    holdUp(200);
    await expect(work).resolves.toBe('done');
  });

  it('goes on after the loop stood still for what it has left', async () => {
    const startedAtMs = performance.now();
    const work = withTimeout(new Promise(() => undefined), 80);
    holdUp(200);
    await expect(work).rejects.toThrow(TimeoutError);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(255);
    expect(performance.now() - startedAtMs).toBeLessThan(340);
  });

  it('ignores an answer, good or bad, that comes after it', async () => {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 60));
    await expect(withTimeout(late, 20)).rejects.toThrow(TimeoutError);
    await after(60);
  });
});
