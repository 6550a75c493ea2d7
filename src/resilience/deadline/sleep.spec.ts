import { getEventListeners } from 'node:events';
import { sleep } from './sleep.js';

describe('sleep', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('waits for the delay', async () => {
    let awake = false;
    void sleep(200, new AbortController().signal).then(() => (awake = true));

    await jest.advanceTimersByTimeAsync(199);
    expect(awake).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(awake).toBe(true);
  });

  it('leaves no listener behind on the signal of a running call', async () => {
    const { signal } = new AbortController();
    const paused = sleep(200, signal);
    await jest.advanceTimersByTimeAsync(200);
    await paused;

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it("wakes at once with the signal's reason, and leaves no timer behind", async () => {
    const call = new AbortController();
    const reason = new Error('the caller hung up');
    const paused = sleep(200, call.signal);

    call.abort(reason);

    await expect(paused).rejects.toBe(reason);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('rejects at once if the call is already over', async () => {
    const reason = new Error('out of time');

    await expect(sleep(200, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('waits for a delay that exceeds the maximum of a timer', async () => {
    let awake = false;
    void sleep(3_000_000_000, new AbortController().signal).then(() => (awake = true));

    await jest.advanceTimersByTimeAsync(60_000);

    expect(awake).toBe(false);
  });
});
