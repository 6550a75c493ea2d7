import { IdempotencyStore } from './idempotency-store.js';
import { claimBy, first, NEW, second, SHORT_MS, StoreUnderTest } from './store-under-test.contract.js';

/** Who is granted a key, and what the others are told. */
export function claimsContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('a claim', () => {
    it('is granted to the first, and tells the second how long it may take', async () => {
      expect(await store.claim(first)).toEqual(NEW);

      const told = await store.claim(second);

      expect(told).toEqual({ kind: 'busy', leaseMs: expect.any(Number) });
      expect((told as { leaseMs: number }).leaseMs).toBeGreaterThan(29_000);
      expect((told as { leaseMs: number }).leaseMs).toBeLessThanOrEqual(30_000);
    });

    it('is granted to one of fifty that come at once', async () => {
      const told = await Promise.all(
        Array.from({ length: 50 }, (_, caller) => store.claim(claimBy(`caller-${caller}`))),
      );

      expect(told.filter(({ kind }) => kind === 'new')).toHaveLength(1);
      expect(told.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
    });

    it('is granted again to whom it was granted: the first reply may have been lost', async () => {
      await store.claim(first);

      expect(await store.claim(first)).toEqual(NEW);
      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it('with another payload is refused while the first runs, once it is done, and when nobody knows', async () => {
      const other = claimBy('second', { fingerprint: 'payload-2', mayResend: true });
      await store.claim(first);
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });

      await store.markUnknown(first);
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });

      await store.complete(first, '{}');
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });
    });

    it('knows nothing of the same key in another scope, except that its name is taken upstream', async () => {
      const elsewhere = claimBy('second', { key: { name: 'name-1', scope: 'scope-2' }, fingerprint: 'payload-2' });
      await store.claim(first);
      await store.complete(first, '"for scope 1"');

      expect(await store.claim(elsewhere)).toEqual({ kind: 'new', isKeyUsedByOtherScope: true });
      expect(await store.claim(claimBy('third', { key: { name: 'name-2', scope: 'scope-2' } }))).toEqual(NEW);
    });

    it('is a namesake again after a takeover, so that the upstream sees the same key', async () => {
      const key = { name: 'name-1', scope: 'scope-2' };
      await store.claim(first);
      await store.claim(claimBy('second', { key, leaseMs: SHORT_MS }));
      await elapse(60);

      const told = await store.claim(claimBy('third', { key, mayResend: true }));

      expect(told).toEqual({ kind: 'takeover', isKeyUsedByOtherScope: true });
    });

    it('finds the name free when whoever used it had no effect', async () => {
      await store.claim(first);
      await store.release(first);

      expect(await store.claim(claimBy('second', { key: { name: 'name-1', scope: 'scope-2' } }))).toEqual(NEW);
    });
  });
}
