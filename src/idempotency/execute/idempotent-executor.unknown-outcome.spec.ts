import { Logger } from '@nestjs/common';
import { HONOURED, IGNORED, WriteCalls } from '../../../test/idempotency/idempotency-calls.js';
import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { Claim, IdempotencyStore } from '../store/idempotency-store.js';
import { MemoryIdempotencyStore } from '../store/memory-idempotency.store.js';

type Started = Awaited<ReturnType<WriteCalls['start']>>;

describe('IdempotentExecutor with an unknown outcome', () => {
  let calls: WriteCalls;

  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
    calls = new WriteCalls();
  });

  afterEach(() => jest.useRealTimers());

  it('never resends a write that may have been executed if the upstream does not honour keys', async () => {
    const first = await calls.start();
    const meanwhile = await calls.start();
    first.fail(new Error('no response'));
    await jest.advanceTimersByTimeAsync(0);
    const later = await calls.start();

    await expect(first.result).rejects.toThrow('no response');
    await expect(meanwhile.result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', httpStatus: 409 });
    await expect(later.result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN', httpStatus: 409 });
    expect(await calls.outcomes()).toEqual({ executed: 1, left_in_doubt: 1, unknown: 2 });
  });

  it('resends a write that may have been executed, with the same key, if the upstream honours keys', async () => {
    const first = await calls.start(HONOURED);
    first.fail(new Error('no response'));
    await jest.advanceTimersByTimeAsync(0);
    const second = await calls.start(HONOURED);
    second.respond('done');

    expect(second.upstreamKey).toEqual({ key: 'evt-1', isHonoured: true, isRepeated: true });
    expect(await second.result).toEqual({ data: 'done', isReplay: false });
    expect(await calls.outcomes()).toEqual({ executed: 1, left_in_doubt: 1, takeover: 1 });
  });

  it('records an unknown outcome for a write that is still running at its deadline', async () => {
    const first = await calls.start();
    await jest.advanceTimersByTimeAsync(8_000);

    await expect(first.result).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const second = await calls.start();
    await expect(second.result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('returns an output that is too large to store, and records its outcome as unknown', async () => {
    const large = { text: 'é'.repeat(131_067) };
    const first = await calls.start();
    const fits = await calls.start(IGNORED, { key: 'evt-2' });
    first.respond({ text: 'é'.repeat(131_067) });
    fits.respond({ text: 'é'.repeat(131_066) });
    await jest.advanceTimersByTimeAsync(0);

    expect(await first.result).toEqual({ data: large, isReplay: false });
    await expect((await calls.start()).result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect((await (await calls.start(IGNORED, { key: 'evt-2' })).result).isReplay).toBe(true);
    const again = await calls.start(HONOURED);
    expect(again.upstreamKey).toEqual({ key: 'evt-1', isHonoured: true, isRepeated: true });
  });

  it('records an unknown outcome if the output cannot be serialised', async () => {
    const first = await calls.start();
    first.respond({ id: 1n });

    await expect(first.result).rejects.toThrow(TypeError);
    await expect((await calls.start()).result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  describe('after another call has taken over an expired lease', () => {
    /** Starts an owner. Its lease expires at once, like the lease of a frozen process. A second call claims the key. */
    async function overtaken(): Promise<[late: Started, successor: Started]> {
      const claims: Claim[] = [];
      const real = new MemoryIdempotencyStore();
      const store = Object.assign(Object.create(real) as IdempotencyStore, {
        claim: (claim: Claim) => real.claim({ ...claim, leaseMs: claims.push(claim) === 1 ? 0 : claim.leaseMs }),
      });
      calls = new WriteCalls(store);
      return [await calls.start(HONOURED), await calls.start(HONOURED)];
    }

    it("returns the new owner's result to the old owner", async () => {
      const [late, successor] = await overtaken();
      successor.respond('successor');
      await jest.advanceTimersByTimeAsync(0);
      late.respond('late');

      expect(await late.result).toEqual({ data: 'successor', isReplay: true });
      expect(await calls.outcomes()).toEqual({ executed: 1, takeover: 1, late_writer_refused: 1 });
    });

    it('rejects the old owner with IDEMPOTENCY_IN_PROGRESS while the new owner executes', async () => {
      const [late, successor] = await overtaken();
      late.respond('late');

      await expect(late.result).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', retryAfterMs: 1_000 });
      successor.respond('successor');
      expect((await successor.result).data).toBe('successor');
      expect((await (await calls.start(HONOURED)).result).data).toBe('successor');
    });
  });

  describe('with a failing store', () => {
    const unavailable = (mayHaveBeenApplied: boolean): Promise<never> =>
      Promise.reject(new StoreUnavailable({ mayHaveBeenApplied }));

    /** Makes the numbered calls of one operation fail. `apply`: the store executes them, and only the reply is lost. */
    function failAt(verb: 'claim' | 'complete' | 'markUnknown', at: readonly number[], apply = false): void {
      const real = new MemoryIdempotencyStore();
      let attempts = 0;
      const store = Object.assign(Object.create(real) as IdempotencyStore, {
        [verb]: async (claim: Claim, output: string) => {
          attempts += 1;
          if (!at.includes(attempts)) return real[verb](claim, output);
          if (apply) await real[verb](claim, output);
          return unavailable(apply);
        },
      });
      calls = new WriteCalls(store);
    }

    it('rejects a write if the reply to its claim is lost, and releases the claim later', async () => {
      failAt('claim', [1], true);
      const refused = await calls.start();
      await expect(refused.result).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', httpStatus: 429 });
      expect(refused.upstreamKey).toBeUndefined();

      await jest.advanceTimersByTimeAsync(80);

      expect((await calls.start()).upstreamKey).toBeDefined();
    });

    it('keeps a claim if its first reply is lost but a retry by the same call is granted', async () => {
      failAt('claim', [3], true);
      const first = await calls.start();
      const second = await calls.start();
      await jest.advanceTimersByTimeAsync(5);
      first.write.sideEffect.attemptHadNoEffect();
      first.fail(new Error('refused'));
      await jest.advanceTimersByTimeAsync(2_000);
      const third = await calls.start();
      second.respond('second');

      expect(third.upstreamKey).toBeUndefined();
      expect(await second.result).toEqual({ data: 'second', isReplay: false });
      expect(await (await calls.start()).result).toEqual({ data: 'second', isReplay: true });
    });

    it('returns the result of an executed write at once, and stores it as soon as the store recovers', async () => {
      failAt('complete', [1, 2]);
      const first = await calls.start();
      first.respond('written');
      expect(await first.result).toEqual({ data: 'written', isReplay: false });

      await jest.advanceTimersByTimeAsync(160);

      expect(await (await calls.start()).result).toEqual({ data: 'written', isReplay: true });
    });

    it('stores an unknown outcome as soon as the store recovers', async () => {
      failAt('markUnknown', [1]);
      const first = await calls.start();
      first.fail(new Error('no response'));
      await expect(first.result).rejects.toThrow('no response');

      await jest.advanceTimersByTimeAsync(80);

      await expect((await calls.start()).result).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    });
  });
});
