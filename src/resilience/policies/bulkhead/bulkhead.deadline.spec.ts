import { PATIENT, settle, task, twoSlots } from '../../../../test/resilience/bulkhead-tasks.js';
import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { type Bulkhead } from './bulkhead.js';

const within = (remainingMs: number): FakeDeadline => new FakeDeadline(() => remainingMs);

/** Runs calls of `serviceMs` in both slots of a bulkhead, which measures their duration. */
async function teach(bulkhead: Bulkhead, serviceMs: number): Promise<void> {
  const calls = [task(), task()];
  for (const { run } of calls) void bulkhead.run(run, PATIENT);
  await jest.advanceTimersByTimeAsync(serviceMs);
  for (const { finish } of calls) finish();
  await settle();
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('Bulkhead, with deadlines', () => {
  it('drops a waiting call as soon as the call has too little time left, and keeps the others', async () => {
    const bulkhead = twoSlots();
    const [first, second, patient] = [task(), task(), task()];
    void bulkhead.run(first.run, PATIENT);
    void bulkhead.run(second.run, PATIENT);
    const hasty = bulkhead.run(task().run, within(300));
    const dropped = expect(hasty).rejects.toMatchObject({ reason: 'too-late' });
    void bulkhead.run(patient.run, PATIENT);

    await jest.advanceTimersByTimeAsync(249);
    expect(bulkhead.queued).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    await dropped;
    expect(bulkhead.queued).toBe(1);

    first.finish();
    await settle();
    expect(patient.state.started).toBe(true);
  });

  it('drops a waiting call whose client disconnected, and leaves no timer behind', async () => {
    const bulkhead = twoSlots({ maxConcurrency: 1 });
    const caller = new FakeDeadline();
    const reason = new Error('the caller hung up');
    const [running, waiting] = [task(), task()];
    void bulkhead.run(running.run, PATIENT);
    const result = bulkhead.run(waiting.run, caller);

    caller.abort(reason);

    await expect(result).rejects.toBe(reason);
    expect([bulkhead.active, bulkhead.queued, jest.getTimerCount()]).toEqual([1, 0, 0]);
    running.finish();
    await settle();
    expect(waiting.state.started).toBe(false);
    expect(bulkhead.active).toBe(0);
  });

  it('leaves no timer and no listener behind after a waiting call has started', async () => {
    const bulkhead = twoSlots({ maxConcurrency: 1 });
    const caller = new FakeDeadline();
    const running = task();
    void bulkhead.run(running.run, PATIENT);
    void bulkhead.run(task().run, caller);

    running.finish();
    await settle();

    expect([...caller.listeners]).toEqual([]);
    expect([bulkhead.active, jest.getTimerCount()]).toEqual([1, 0]);
  });

  it('does not queue a call that already has too little time left', async () => {
    const bulkhead = twoSlots({ maxConcurrency: 1 });
    void bulkhead.run(task().run, PATIENT);

    await expect(bulkhead.run(task().run, within(50))).rejects.toMatchObject({ reason: 'too-late' });
  });

  it('rejects a call that is expected to start too late, and reports the expected wait', async () => {
    const bulkhead = twoSlots();
    await teach(bulkhead, 2_000);
    for (let calls = 0; calls < 2; calls += 1) void bulkhead.run(task().run, PATIENT);

    const tooLate = bulkhead.run(task().run, within(1_049));
    await expect(tooLate).rejects.toMatchObject({ reason: 'too-late', retryAfterMs: 1_000 });
    void bulkhead.run(task().run, within(1_050)).catch(() => undefined);
    expect(bulkhead.queued).toBe(1);
    await expect(bulkhead.run(task().run, within(1_500))).rejects.toMatchObject({ retryAfterMs: 2_000 });
  });

  it('rejects a call if the queue is full, and reports the expected wait', async () => {
    const bulkhead = twoSlots();
    await teach(bulkhead, 400);
    for (let calls = 0; calls < 4; calls += 1) void bulkhead.run(task().run, PATIENT);

    await expect(bulkhead.run(task().run, PATIENT)).rejects.toMatchObject({ reason: 'queue-full', retryAfterMs: 600 });
  });

  it('queues calls again after a slow upstream has become fast', async () => {
    const bulkhead = twoSlots();
    await teach(bulkhead, 5_000);
    for (let rounds = 0; rounds < 20; rounds += 1) await teach(bulkhead, 100);
    for (let calls = 0; calls < 2; calls += 1) void bulkhead.run(task().run, PATIENT);

    void bulkhead.run(task().run, within(200)).catch(() => undefined);

    expect(bulkhead.queued).toBe(1);
  });

  it('drops a waiting call with too little time left, even if its timer has not fired', async () => {
    const clock = { ms: 0 };
    const bulkhead = twoSlots({ maxConcurrency: 1, maxQueued: 5, now: () => clock.ms });
    const [running, hasty, patient] = [task(), task(), task()];
    void bulkhead.run(running.run, PATIENT);
    const dropped = expect(bulkhead.run(hasty.run, within(300))).rejects.toMatchObject({ reason: 'too-late' });
    void bulkhead.run(patient.run, PATIENT);

    clock.ms = 260;
    running.finish();
    await settle();

    await dropped;
    expect([hasty.state.started, patient.state.started]).toEqual([false, true]);
    expect([bulkhead.active, bulkhead.queued]).toEqual([1, 0]);
  });
});
