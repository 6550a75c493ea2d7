import { TimeoutError, withTimeout } from './with-timeout.js';

describe('withTimeout', () => {
  let nowMs = 0;
  let settled: string[];

  beforeEach(() => {
    nowMs = 0;
    settled = [];
    jest.useFakeTimers({ doNotFake: ['performance'] });
    jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  const after = (ms: number): Promise<string> => new Promise((resolve) => setTimeout(() => resolve('done'), ms));
  const begin = (work: Promise<string>): void =>
    void withTimeout(work, 80).then(
      (result) => settled.push(result),
      (error: unknown) => settled.push((error as Error).name),
    );
  /** Lets the time pass millisecond by millisecond. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1) {
      nowMs += 1;
      await jest.advanceTimersByTimeAsync(1);
    }
  }
  /** Blocks the event loop: the clock advances, and no timer fires. */
  const block = (ms: number): void => void (nowMs += ms);

  it('returns the result of work that ends in time', async () => {
    await expect(withTimeout(Promise.resolve('done'), 100)).resolves.toBe('done');
    await expect(withTimeout(Promise.reject(new RangeError('bad')), 100)).rejects.toThrow(RangeError);
  });

  it('rejects after the limit, and not before', async () => {
    begin(new Promise(() => undefined));
    await pass(79);
    expect(settled).toEqual([]);
    await pass(3);
    expect(settled).toEqual([TimeoutError.name]);
  });

  it('does not count the time for which the event loop was blocked', async () => {
    begin(new Promise(() => undefined));
    block(200);
    await pass(55);
    expect(settled).toEqual([]);
    await pass(30);
    expect(settled).toEqual([TimeoutError.name]);
  });

  it('returns a result that arrived while the event loop was blocked', async () => {
    begin(after(40));
    block(200);
    await pass(40);
    expect(settled).toEqual(['done']);
  });

  it('ignores a result or an error that arrives after the limit', async () => {
    begin(after(120));
    begin(after(120).then(() => Promise.reject(new Error('late'))));
    await pass(130);
    expect(settled).toEqual([TimeoutError.name, TimeoutError.name]);
  });
});
