import { HONOURED, IGNORED, WriteCalls } from '../../../test/idempotency/idempotency-calls.js';
import { Deadline } from '../../resilience/deadline/deadline.js';

describe('IdempotentExecutor', () => {
  let calls: WriteCalls;

  beforeEach(() => {
    jest.useFakeTimers();
    calls = new WriteCalls();
  });

  afterEach(() => jest.useRealTimers());

  it('executes the first call, and returns its result to concurrent and later calls', async () => {
    const first = await calls.start();
    const meanwhile = await calls.start();
    first.respond({ id: 'a-1' });
    await jest.advanceTimersByTimeAsync(0);
    const later = await calls.start();

    expect(await first.result).toEqual({ data: { id: 'a-1' }, isReplay: false });
    expect(await meanwhile.result).toEqual({ data: { id: 'a-1' }, isReplay: true });
    expect(await later.result).toEqual({ data: { id: 'a-1' }, isReplay: true });
    expect([meanwhile.upstreamKey, later.upstreamKey]).toEqual([undefined, undefined]);
    expect(await calls.outcomes()).toEqual({ executed: 1, replayed: 2 });
  });

  it('passes the upstream key to the handler', async () => {
    const first = await calls.start();

    expect(first.upstreamKey).toEqual({ key: 'evt-1', isHonoured: false, isRepeated: false });
  });

  it("executes a second client's write with the same key under a suffixed upstream key", async () => {
    const first = await calls.start(HONOURED);
    const other = await calls.start(HONOURED, { scope: ['organisation-1', 'client-2', 'charge', '1'] });
    first.respond('for client 1');
    other.respond('for client 2');

    expect(await other.result).toEqual({ data: 'for client 2', isReplay: false });
    expect(other.upstreamKey?.key).toMatch(/^evt-1\.[\w-]{16}$/);
  });

  it('rejects another payload while the first call runs', async () => {
    await calls.start();
    const other = await calls.start(IGNORED, { fingerprint: 'payload-2' });

    await expect(other.result).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', httpStatus: 422 });
    expect(await calls.outcomes()).toEqual({ executed: 1, mismatch: 1 });
  });

  it('rejects a duplicate with IDEMPOTENCY_IN_PROGRESS at its deadline while the first call runs', async () => {
    await calls.start();
    const impatient = await calls.start(IGNORED, { deadline: new Deadline(performance.now(), 1_000) });
    await jest.advanceTimersByTimeAsync(1_000);

    await expect(impatient.result).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', httpStatus: 409 });
    const { retryAfterMs } = (await impatient.result.catch((error: unknown) => error)) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(9_000);
    expect(retryAfterMs).toBeLessThanOrEqual(9_100);
    expect(await calls.outcomes()).toEqual({ executed: 1, busy: 1 });
  });

  it('executes a waiting duplicate after the first write has failed without effect', async () => {
    const first = await calls.start();
    const second = await calls.start();
    first.write.sideEffect.attemptHadNoEffect();
    first.fail(new Error('refused'));
    await jest.advanceTimersByTimeAsync(0);
    second.respond('second');

    await expect(first.result).rejects.toThrow('refused');
    expect(await second.result).toEqual({ data: 'second', isReplay: false });
  });

  it('finishes a write after its caller has disconnected', async () => {
    const first = await calls.start();
    first.write.deadline.release();
    first.write.deadline.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(5_000);
    first.respond('written');
    await jest.advanceTimersByTimeAsync(0);

    expect(await (await calls.start()).result).toEqual({ data: 'written', isReplay: true });
  });

  it('delays the shutdown until the write is over', async () => {
    const first = await calls.start();
    let isHeld = true;
    void calls.trackedWork[0]?.then(() => (isHeld = false));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(isHeld).toBe(true);

    first.respond('written');
    await jest.advanceTimersByTimeAsync(0);

    expect(isHeld).toBe(false);
  });

  it('does not execute a write if its caller has already disconnected, and frees the key', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    deadline.onClientDisconnect();
    const gone = await calls.start(IGNORED, { deadline });
    const next = await calls.start();

    await expect(gone.result).rejects.toThrow('The client disconnected');
    expect(gone.upstreamKey).toBeUndefined();
    expect(next.upstreamKey).toBeDefined();
  });

  it.each([[null], [false], [0], [''], [[]], [{}]])('replays the output %j', async (data) => {
    const first = await calls.start();
    first.respond(data);
    await jest.advanceTimersByTimeAsync(0);

    expect((await (await calls.start()).result).data).toEqual(data);
  });
});
