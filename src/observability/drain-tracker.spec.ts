import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { DrainTracker } from './drain-tracker.js';

describe('the intake', () => {
  let intake: DrainTracker;

  beforeEach(() => {
    jest.useFakeTimers();
    intake = new DrainTracker();
  });

  afterEach(() => jest.useRealTimers());

  /** A call that has arrived; `close` ends it. */
  function arrive(url = '/'): ServerResponse {
    const response = new ServerResponse(Object.assign(new IncomingMessage(new Socket()), { url }));
    intake.trackRequest(response);
    return response;
  }

  const close = (response: ServerResponse): boolean => response.emit('close');

  /** Begins to drain; tells when it is over. */
  function drain(timeoutMs: number): { isOver: boolean } {
    const state = { isOver: false };
    void intake.drain(timeoutMs).then(() => (state.isOver = true));
    return state;
  }

  it('drains at once where nothing is under way, but for a moment in which a call may still come', async () => {
    const draining = drain(10_000);
    expect(intake.isDraining).toBe(true);

    await jest.advanceTimersByTimeAsync(200);
    expect(draining.isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(100);
    expect(draining.isOver).toBe(true);
  });

  it('waits for the calls under way, and for a moment after the last', async () => {
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

  it('waits for calls that come while it drains', async () => {
    const draining = drain(10_000);
    await jest.advanceTimersByTimeAsync(200);
    const late = arrive();
    await jest.advanceTimersByTimeAsync(1_000);

    expect(draining.isOver).toBe(false);
    close(late);
    await jest.advanceTimersByTimeAsync(300);
    expect(draining.isOver).toBe(true);
  });

  it('does not wait for probes to stop: they never do', async () => {
    const draining = drain(10_000);

    for (let probe = 0; probe < 3; probe += 1) {
      close(arrive('/health/ready'));
      await jest.advanceTimersByTimeAsync(100);
    }

    expect(draining.isOver).toBe(true);
  });

  it('takes the time that it shall take at least', async () => {
    const state = { isOver: false };
    void intake.waitUntilIdle(10_000, 3_000).then(() => (state.isOver = true));

    await jest.advanceTimersByTimeAsync(2_990);
    expect(state.isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(40);
    expect(state.isOver).toBe(true);
  });

  it('waits no longer than it may', async () => {
    arrive();
    const draining = drain(1_000);

    await jest.advanceTimersByTimeAsync(1_030);

    expect(draining.isOver).toBe(true);
  });

  it('uses no connection again once it drains', () => {
    const before = arrive();
    expect(before.getHeader('Connection')).toBeUndefined();

    drain(1_000);

    expect(before.getHeader('Connection')).toBe('close');
    expect(arrive().getHeader('Connection')).toBe('close');
  });
});
