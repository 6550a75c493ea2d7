import { PATIENT, settle, task, twoSlots } from '../../../../test/resilience/bulkhead-tasks.js';
import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { BulkheadRejection } from './bulkhead.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('Bulkhead, with a free slot', () => {
  it('runs a call at once and returns its result', async () => {
    const bulkhead = twoSlots();
    const call = task('answer');
    const result = bulkhead.run(call.run, PATIENT);

    expect(call.state.started).toBe(true);
    expect(bulkhead.active).toBe(1);
    call.finish();
    await expect(result).resolves.toBe('answer');
    expect(bulkhead.active).toBe(0);
  });

  it('frees the slot of a call that rejects, or that throws before it returns a promise', async () => {
    const bulkhead = twoSlots();
    const failure = new Error('upstream failed');
    const call = task();
    const result = bulkhead.run(call.run, PATIENT);
    call.fail(failure);
    await expect(result).rejects.toBe(failure);

    const throws = (): never => {
      throw failure;
    };
    await expect(bulkhead.run(throws, PATIENT)).rejects.toBe(failure);
    expect(bulkhead.active).toBe(0);
  });

  it('does not start a call that has already ended', async () => {
    const bulkhead = twoSlots();
    const call = task();
    const reason = new Error('the caller hung up');

    await expect(bulkhead.run(call.run, FakeDeadline.over(reason))).rejects.toBe(reason);
    expect(call.state.started).toBe(false);
    expect(bulkhead.active).toBe(0);
  });
});

describe('Bulkhead, full', () => {
  it('queues calls and serves them in order', async () => {
    const bulkhead = twoSlots();
    const calls = ['a', 'b', 'c', 'd'].map(task);
    const results = calls.map(({ run }) => bulkhead.run(run, PATIENT));
    const started = (): boolean[] => calls.map(({ state }) => state.started);
    expect(started()).toEqual([true, true, false, false]);
    expect([bulkhead.active, bulkhead.queued]).toEqual([2, 2]);

    calls[1]?.finish();
    await settle();
    expect(started()).toEqual([true, true, true, false]);
    expect([bulkhead.active, bulkhead.queued]).toEqual([2, 1]);

    calls[0]?.finish();
    await settle();
    calls[2]?.finish();
    calls[3]?.finish();
    await expect(Promise.all(results)).resolves.toEqual(['a', 'b', 'c', 'd']);
    expect([bulkhead.active, bulkhead.queued]).toEqual([0, 0]);
  });

  it('gives a free slot to the first waiting call, not to a new one', async () => {
    const bulkhead = twoSlots({ maxConcurrency: 1 });
    const [first, waiting, newcomer] = [task(), task(), task()];
    void bulkhead.run(first.run, PATIENT).then(() => void bulkhead.run(newcomer.run, PATIENT));
    void bulkhead.run(waiting.run, PATIENT);

    first.finish();
    await settle();

    expect(waiting.state.started).toBe(true);
    expect(newcomer.state.started).toBe(false);
  });

  it('rejects at once if the queue is full', async () => {
    const bulkhead = twoSlots();
    for (let calls = 0; calls < 4; calls += 1) void bulkhead.run(task().run, PATIENT);

    await expect(bulkhead.run(task().run, PATIENT)).rejects.toMatchObject({
      name: 'BulkheadRejection',
      reason: 'queue-full',
      retryAfterMs: undefined,
    });
    expect([bulkhead.active, bulkhead.queued]).toEqual([2, 2]);
  });

  it('rejects a call at once if all slots are in use and the queue has length 0', async () => {
    const bulkhead = twoSlots({ maxQueued: 0 });
    for (let calls = 0; calls < 2; calls += 1) void bulkhead.run(task().run, PATIENT);

    await expect(bulkhead.run(task().run, PATIENT)).rejects.toThrow(BulkheadRejection);
  });
});
