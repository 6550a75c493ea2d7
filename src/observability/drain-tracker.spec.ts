import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { DrainTracker } from './drain-tracker.js';

describe('DrainTracker', () => {
  let tracker: DrainTracker;

  beforeEach(() => {
    jest.useFakeTimers();
    tracker = new DrainTracker();
  });

  afterEach(() => jest.useRealTimers());

  /** Starts a call; `close` ends it. */
  function arrive(url = '/'): ServerResponse {
    const response = new ServerResponse(Object.assign(new IncomingMessage(new Socket()), { url }));
    tracker.trackRequest(response);
    return response;
  }

  const close = (response: ServerResponse): boolean => response.emit('close');

  function drain(timeoutMs: number): { isOver: boolean } {
    const state = { isOver: false };
    void tracker.drain(timeoutMs).then(() => (state.isOver = true));
    return state;
  }

  it('drains after a quiet period if no call is in flight', async () => {
    const draining = drain(10_000);
    expect(tracker.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(200);
    expect(draining.isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(100);
    expect(draining.isOver).toBe(true);
  });

  it('waits for the calls in flight, and for a quiet period after the last call', async () => {
    const call = arrive();
    const draining = drain(10_000);

    await jest.advanceTimersByTimeAsync(5_000);
    expect(draining.isOver).toBe(false);
    close(call);
    await jest.advanceTimersByTimeAsync(200);
    expect(draining.isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(100);
    expect(draining.isOver).toBe(true);
  });

  it('waits for calls that arrive while it drains', async () => {
    const draining = drain(10_000);
    await jest.advanceTimersByTimeAsync(200);
    const late = arrive();
    await jest.advanceTimersByTimeAsync(1_000);

    expect(draining.isOver).toBe(false);
    close(late);
    await jest.advanceTimersByTimeAsync(300);
    expect(draining.isOver).toBe(true);
  });

  it('does not wait for probes', async () => {
    const draining = drain(10_000);

    for (let probe = 0; probe < 3; probe += 1) {
      close(arrive('/health/ready'));
      await jest.advanceTimersByTimeAsync(100);
    }

    expect(draining.isOver).toBe(true);
  });

  it('waits at least for the notice period', async () => {
    const state = { isOver: false };
    void tracker.waitUntilIdle(10_000, 3_000).then(() => (state.isOver = true));

    await jest.advanceTimersByTimeAsync(2_990);
    expect(state.isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(40);
    expect(state.isOver).toBe(true);
  });

  it('stops waiting at the timeout', async () => {
    arrive();
    const draining = drain(1_000);

    await jest.advanceTimersByTimeAsync(1_030);

    expect(draining.isOver).toBe(true);
  });

  it('closes the connection of each response while it drains', () => {
    const before = arrive();
    expect(before.getHeader('Connection')).toBeUndefined();

    drain(1_000);

    expect(before.getHeader('Connection')).toBe('close');
    expect(arrive().getHeader('Connection')).toBe('close');
  });
});
