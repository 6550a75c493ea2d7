import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { ClientDisconnected, Deadline } from './deadline.js';

describe('Deadline.runToCompletion', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('does not apply to other work: the call ends when its client disconnects', () => {
    const deadline = new Deadline(performance.now(), 8_000);
    deadline.release();
    deadline.onClientDisconnect();

    expect(deadline.signal.reason).toBeInstanceOf(ClientDisconnected);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('lets its work complete after a disconnect, and then ends the call', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    let write = (_response: string): void => undefined;
    const finished = deadline.runToCompletion(() => new Promise<string>((resolve) => (write = resolve)));
    deadline.release();
    deadline.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(deadline.signal.aborted).toBe(false);

    write('written');

    await expect(finished).resolves.toBe('written');
    expect(deadline.signal.reason).toBeInstanceOf(ClientDisconnected);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('limits its work to the time that the call has left', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    const finished = deadline.runToCompletion(() => deadline.race(new Promise(() => undefined)));
    const expectation = expect(finished).rejects.toBeInstanceOf(DeadlineExceeded);
    deadline.release();
    deadline.onClientDisconnect();

    await jest.advanceTimersByTimeAsync(8_000);

    await expectation;
  });

  it('does not end the call while its client is connected', async () => {
    const deadline = new Deadline(performance.now(), 8_000);

    await deadline.runToCompletion(async () => 'written');

    expect(deadline.signal.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(8_000);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });

  it('does not end the call when the work fails and the client is connected', async () => {
    const deadline = new Deadline(performance.now(), 8_000);

    await expect(deadline.runToCompletion(() => Promise.reject(new Error('rejected')))).rejects.toThrow('rejected');

    expect(deadline.signal.aborted).toBe(false);
    deadline.release();
  });

  it('leaves a deadline over after its time limit, even if the timer has not fired', () => {
    const deadline = new Deadline(performance.now() - 9_000, 8_000);

    expect(() => deadline.throwIfOver()).toThrow(DeadlineExceeded);
    expect(deadline.signal.reason).toBeInstanceOf(DeadlineExceeded);
  });

  it('does not end a deadline before the time limit', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    await jest.advanceTimersByTimeAsync(7_999);

    expect(() => deadline.throwIfOver()).not.toThrow();
    deadline.onClientDisconnect();
    expect(() => deadline.throwIfOver()).toThrow(ClientDisconnected);
  });
});
