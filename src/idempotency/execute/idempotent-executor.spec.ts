import { HONOURED, IGNORED, WriteCalls } from '../../../test/idempotency-calls.js';
import { Deadline } from '../../resilience/deadline/deadline.js';

describe('IdempotentExecutor', () => {
  let calls: WriteCalls;

  beforeEach(() => {
    jest.useFakeTimers();
    calls = new WriteCalls();
  });

  afterEach(() => jest.useRealTimers());

  it('executes the first call, and gives its answer to who comes while it runs and to who comes later', async () => {
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

  it('tells the handler under which key the write goes upstream', async () => {
    const first = await calls.start();

    expect(first.upstreamKey).toEqual({ key: 'evt-1', isHonoured: false, isRepeated: false });
  });

  it('gives the same key of another client another name upstream, and another answer', async () => {
    const first = await calls.start(HONOURED);
    const other = await calls.start(HONOURED, { scope: ['organisation-1', 'client-2', 'charge', '1'] });
    first.respond('for client 1');
    other.respond('for client 2');

    expect(await other.result).toEqual({ data: 'for client 2', isReplay: false });
    expect(other.upstreamKey?.key).toMatch(/^evt-1\.[\w-]{16}$/);
  });

  it('refuses another payload while the first runs', async () => {
    await calls.start();
    const other = await calls.start(IGNORED, { fingerprint: 'payload-2' });

    await expect(other.result).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', httpStatus: 422 });
    expect(await calls.outcomes()).toEqual({ executed: 1, mismatch: 1 });
  });

  it('tells a duplicate that runs out of time that the first one is still executing', async () => {
    await calls.start();
    const impatient = await calls.start(IGNORED, { deadline: new Deadline(performance.now(), 1_000) });
    await jest.advanceTimersByTimeAsync(1_000);

    await expect(impatient.result).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', httpStatus: 409 });
    const { retryAfterMs } = (await impatient.result.catch((error: unknown) => error)) as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(9_000);
    expect(retryAfterMs).toBeLessThanOrEqual(9_100);
    expect(await calls.outcomes()).toEqual({ executed: 1, busy: 1 });
  });

  it('frees the key of a write that certainly was not done, for a duplicate that waits', async () => {
    const first = await calls.start();
    const second = await calls.start();
    first.write.sideEffect.attemptHadNoEffect();
    first.fail(new Error('refused'));
    await jest.advanceTimersByTimeAsync(0);
    second.respond('second');

    await expect(first.result).rejects.toThrow('refused');
    expect(await second.result).toEqual({ data: 'second', isReplay: false });
  });

  it('finishes a write whose caller hangs up', async () => {
    const first = await calls.start();
    first.write.deadline.release();
    first.write.deadline.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(5_000);
    first.respond('written');
    await jest.advanceTimersByTimeAsync(0);

    expect(await (await calls.start()).result).toEqual({ data: 'written', isReplay: true });
  });

  it('keeps a process that is to stop until the write is over', async () => {
    const first = await calls.start();
    let isHeld = true;
    void calls.trackedWork[0]?.then(() => (isHeld = false));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(isHeld).toBe(true);

    first.respond('written');
    await jest.advanceTimersByTimeAsync(0);

    expect(isHeld).toBe(false);
  });

  it('executes nothing for a caller that is gone when its turn comes, and leaves the key free', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    deadline.onClientDisconnect();
    const gone = await calls.start(IGNORED, { deadline });
    const next = await calls.start();

    await expect(gone.result).rejects.toThrow('The client disconnected');
    expect(gone.upstreamKey).toBeUndefined();
    expect(next.upstreamKey).toBeDefined();
  });

  it.each([[undefined], [null], [false], [0], [''], [[]], [{}]])('replays %j like any other answer', async (data) => {
    const first = await calls.start();
    first.respond(data);
    await jest.advanceTimersByTimeAsync(0);

    expect((await (await calls.start()).result).data).toEqual(data ?? null);
  });
});
