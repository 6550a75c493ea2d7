import { Claim, IdempotencyStore } from './idempotency-store.js';
import { claimBy, DONE, LATE, NEW, second, SHORT_MS, StoreUnderTest, TAKEOVER } from './store-under-test.contract.js';

/** What becomes of owners that do not end in time. */
export function leasesContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('a lease that ran out', () => {
    const brief = claimBy('first', { leaseMs: SHORT_MS });

    it('is taken over where the write may be sent again', async () => {
      await store.claim(brief);
      await elapse(60);

      expect(await store.claim(claimBy('second', { mayResend: true }))).toEqual(TAKEOVER);
    });

    it('leaves the outcome unknown where it may not', async () => {
      await store.claim(brief);
      await elapse(60);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('is remembered though answers are kept for a shorter time', async () => {
      await store.claim(claimBy('first', { leaseMs: 30_000, ttlMs: SHORT_MS }));
      await elapse(60);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it('can be put off by its owner', async () => {
      await store.claim(brief);
      expect(await store.extend(brief, 30_000)).toEqual(DONE);
      await elapse(60);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it.each([
      ['answer', (late: Claim) => store.complete(late, '"one"'), { kind: 'replay', answer: '"one"' }],
      ['failure without effect', (late: Claim) => store.release(late), NEW],
      ['doubt', (late: Claim) => store.markUnknown(late), { kind: 'unknown' }],
    ] as const)("still takes its owner's %s while nobody has taken its place", async (_, say, then) => {
      await store.claim(brief);
      await elapse(60);
      expect(await store.claim(second)).toEqual({ kind: 'unknown' });

      expect(await say(brief)).toEqual(DONE);

      expect(await store.claim(claimBy('third'))).toEqual(then);
    });

    it('is written anew by its owner where the store has lost the record, and in doubt', async () => {
      expect(await store.extend(brief, 30_000)).toEqual(DONE);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
      expect(await store.release(brief)).toEqual(DONE);
      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
    });

    it('is not put off once others were told that the outcome is unknown', async () => {
      await store.claim(brief);
      await elapse(60);
      await store.claim(second);

      expect(await store.extend(brief, 30_000)).toEqual(LATE);
    });
  });

  describe('an owner that comes too late', () => {
    const late = claimBy('first', { leaseMs: SHORT_MS });
    const successor = claimBy('second', { mayResend: true });

    beforeEach(async () => {
      await store.claim(late);
      await elapse(60);
      expect(await store.claim(successor)).toEqual(TAKEOVER);
    });

    it('changes nothing while its successor runs', async () => {
      expect(await store.complete(late, '"late"')).toEqual(LATE);
      expect(await store.release(late)).toEqual(LATE);
      expect(await store.markUnknown(late)).toEqual(LATE);
      expect(await store.extend(late, 30_000)).toEqual(LATE);

      expect(await store.claim(claimBy('third', { mayResend: true }))).toMatchObject({ kind: 'busy' });
      expect(await store.complete(successor, '"successor"')).toEqual(DONE);
    });

    it("gets its successor's answer, and changes nothing", async () => {
      await store.complete(successor, '"successor"');
      const told = { kind: 'late', answer: '"successor"' };

      expect(await store.complete(late, '"late"')).toEqual(told);
      expect(await store.release(late)).toEqual(told);
      expect(await store.markUnknown(late)).toEqual(told);
      expect(await store.extend(late, 30_000)).toEqual(told);

      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'replay', answer: '"successor"' });
    });

    it('is told nothing of an answer to another payload', async () => {
      await store.complete(successor, '"successor"');

      expect(await store.complete({ ...late, fingerprint: 'payload-2' }, '"late"')).toEqual(LATE);
    });

    it("cannot clear its successor's doubt", async () => {
      await store.markUnknown(successor);

      expect(await store.release(late)).toEqual(LATE);
      expect(await store.complete(late, '"late"')).toEqual(LATE);
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });
  });
}
