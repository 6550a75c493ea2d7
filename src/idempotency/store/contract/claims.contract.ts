import { IdempotencyStore } from '../idempotency-store.js';
import { claimBy, first, NEW, second, SHORT_MS, StoreUnderTest } from './store-under-test.contract.js';

/** Declares the tests of the results of claims. */
export function claimsContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('a claim', () => {
    it('is granted to the first call, and returns the remaining lease time to the second', async () => {
      expect(await store.claim(first)).toEqual(NEW);

      const result = await store.claim(second);

      expect(result).toEqual({ kind: 'busy', leaseMs: expect.any(Number) });
      expect((result as { leaseMs: number }).leaseMs).toBeGreaterThan(29_000);
      expect((result as { leaseMs: number }).leaseMs).toBeLessThanOrEqual(30_000);
    });

    it('is granted to one of fifty concurrent calls', async () => {
      const result = await Promise.all(
        Array.from({ length: 50 }, (_, caller) => store.claim(claimBy(`caller-${caller}`))),
      );

      expect(result.filter(({ kind }) => kind === 'new')).toHaveLength(1);
      expect(result.filter(({ kind }) => kind === 'busy')).toHaveLength(49);
    });

    it('is granted again to its owner, because the first reply may have been lost', async () => {
      await store.claim(first);

      expect(await store.claim(first)).toEqual(NEW);
      expect(await store.claim(second)).toMatchObject({ kind: 'busy' });
    });

    it('with another payload is rejected while the first call runs, after an unknown outcome, and after an output', async () => {
      const other = claimBy('second', { fingerprint: 'payload-2', mayResend: true });
      await store.claim(first);
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });

      await store.markUnknown(first);
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });

      await store.complete(first, '{}');
      expect(await store.claim(other)).toEqual({ kind: 'mismatch' });
    });

    it('does not depend on the same key in another scope, but needs a different upstream key', async () => {
      const elsewhere = claimBy('second', { key: { name: 'name-1', scope: 'scope-2' }, fingerprint: 'payload-2' });
      await store.claim(first);
      await store.complete(first, '"for scope 1"');

      expect(await store.claim(elsewhere)).toEqual({ kind: 'new', isKeyUsedByOtherScope: true });
      expect(await store.claim(claimBy('third', { key: { name: 'name-2', scope: 'scope-2' } }))).toEqual(NEW);
    });

    it('gets the same upstream key as the previous owner when it takes over the key', async () => {
      const key = { name: 'name-1', scope: 'scope-2' };
      await store.claim(first);
      await store.claim(claimBy('second', { key, leaseMs: SHORT_MS }));
      await elapse(60);

      const result = await store.claim(claimBy('third', { key, mayResend: true }));

      expect(result).toEqual({ kind: 'takeover', isKeyUsedByOtherScope: true });
    });

    it('needs no different upstream key if the write in the other scope had no effect', async () => {
      await store.claim(first);
      await store.release(first);

      expect(await store.claim(claimBy('second', { key: { name: 'name-1', scope: 'scope-2' } }))).toEqual(NEW);
    });
  });
}
