import { Claim, IdempotencyStore } from '../idempotency-store.js';
import { claimBy, DONE, LATE, NEW, second, SHORT_MS, StoreUnderTest, TAKEOVER } from './store-under-test.contract.js';

/** Declares the tests of owners that do not finish before their lease expires. */
export function leasesContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('a lease', () => {
    const brief = claimBy('first', { leaseMs: SHORT_MS });

    it('can be taken over by another call after it expires if the write may be sent again', async () => {
      await store.claim(brief);
      await elapse(60);

      expect(await store.claim(claimBy('second', { mayResend: true }))).toEqual(TAKEOVER);
    });

    it('leaves the outcome unknown after it expires if the write may not be sent again', async () => {
      await store.claim(brief);
      await elapse(60);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('keeps the key if the TTL is shorter than the lease', async () => {
      await store.claim(claimBy('first', { leaseMs: 30_000, ttlMs: SHORT_MS }));
      await elapse(60);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it('can be extended by its owner before it expires', async () => {
      await store.claim(brief);
      expect(await store.extend(brief, 30_000)).toEqual(DONE);
      await elapse(60);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it.each([
      ['output', (late: Claim) => store.complete(late, '"one"'), { kind: 'replay', output: '"one"' }],
      ['failure without effect', (late: Claim) => store.release(late), NEW],
      ['unknown outcome', (late: Claim) => store.markUnknown(late), { kind: 'unknown' }],
    ] as const)(
      "accepts its owner's %s after it expires if no other call has taken the key over",
      async (_, record, then) => {
        await store.claim(brief);
        await elapse(60);
        expect(await store.claim(second)).toEqual({ kind: 'unknown' });

        expect(await record(brief)).toEqual(DONE);

        expect(await store.claim(claimBy('third'))).toEqual(then);
      },
    );

    it('is stored again by its owner, with an unknown outcome, after the store has lost the record', async () => {
      expect(await store.extend(brief, 30_000)).toEqual(DONE);

      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
      expect(await store.release(brief)).toEqual(DONE);
      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
    });

    it('cannot be extended after a duplicate got an unknown outcome', async () => {
      await store.claim(brief);
      await elapse(60);
      await store.claim(second);

      expect(await store.extend(brief, 30_000)).toEqual(LATE);
    });
  });

  describe('the old owner, after another call has taken over its expired lease', () => {
    const late = claimBy('first', { leaseMs: SHORT_MS });
    const successor = claimBy('second', { mayResend: true });

    beforeEach(async () => {
      await store.claim(late);
      await elapse(60);
      expect(await store.claim(successor)).toEqual(TAKEOVER);
    });

    it('changes nothing while the new owner runs', async () => {
      expect(await store.complete(late, '"late"')).toEqual(LATE);
      expect(await store.release(late)).toEqual(LATE);
      expect(await store.markUnknown(late)).toEqual(LATE);
      expect(await store.extend(late, 30_000)).toEqual(LATE);

      expect(await store.claim(claimBy('third', { mayResend: true }))).toMatchObject({ kind: 'busy' });
      expect(await store.complete(successor, '"successor"')).toEqual(DONE);
    });

    it("gets the new owner's output, and changes nothing", async () => {
      await store.complete(successor, '"successor"');
      const expected = { kind: 'late', output: '"successor"' };

      expect(await store.complete(late, '"late"')).toEqual(expected);
      expect(await store.release(late)).toEqual(expected);
      expect(await store.markUnknown(late)).toEqual(expected);
      expect(await store.extend(late, 30_000)).toEqual(expected);

      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'replay', output: '"successor"' });
    });

    it('gets no output if the payload of the new owner is different', async () => {
      await store.complete(successor, '"successor"');

      expect(await store.complete({ ...late, fingerprint: 'payload-2' }, '"late"')).toEqual(LATE);
    });

    it("cannot change the new owner's unknown outcome", async () => {
      await store.markUnknown(successor);

      expect(await store.release(late)).toEqual(LATE);
      expect(await store.complete(late, '"late"')).toEqual(LATE);
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });
  });
}
