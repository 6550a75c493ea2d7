import { IdempotencyStore } from '../idempotency-store.js';
import { claimBy, DONE, first, NEW, second, StoreUnderTest, TAKEOVER } from './store-under-test.contract.js';

const OUTPUTS = [
  '{"id":"a-1"}',
  'null',
  'false',
  '0',
  '""',
  '[]',
  '{}',
  '',
  '{"ü":"\\u0000 é 😀"}',
  '{"n":1e21,"z":-0.5}',
];

/** Declares the tests of the outcomes that an owner records: an output, no effect, or unknown. */
export function outcomesContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('an output', () => {
    it.each(OUTPUTS)('is replayed byte for byte: %j', async (output) => {
      await store.claim(first);
      expect(await store.complete(first, output)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'replay', output });
      expect(await store.claim(claimBy('third', { mayResend: true }))).toEqual({ kind: 'replay', output });
    });

    it('can be stored twice by its owner, and the first output stays', async () => {
      await store.claim(first);
      await store.complete(first, '"one"');

      expect(await store.complete(first, '"one"')).toEqual(DONE);
      expect(await store.claim(second)).toEqual({ kind: 'replay', output: '"one"' });
    });

    it('stays when its owner reports a failure afterwards', async () => {
      await store.claim(first);
      await store.complete(first, '"one"');
      const expected = { kind: 'late', output: '"one"' };

      expect(await store.release(first)).toEqual(expected);
      expect(await store.markUnknown(first)).toEqual(expected);
      expect(await store.extend(first, 30_000)).toEqual(expected);
      expect(await store.claim(second)).toEqual({ kind: 'replay', output: '"one"' });
    });

    it('expires one TTL after it was stored', async () => {
      // A shorter TTL could end between two calls on a slow machine.
      const short = claimBy('first', { ttlMs: 1_000 });
      await store.claim(short);
      await elapse(1_050);
      await store.complete(short, '"one"');
      expect(await store.claim(second)).toEqual({ kind: 'replay', output: '"one"' });

      await elapse(1_050);

      expect(await store.claim(second)).toEqual(NEW);
    });

    it('is stored even if the store has lost the claim of the owner', async () => {
      expect(await store.complete(first, '"one"')).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'replay', output: '"one"' });
    });
  });

  describe('a failure', () => {
    it('without effect frees the key, even for another payload', async () => {
      await store.claim(first);
      expect(await store.release(first)).toEqual(DONE);

      expect(await store.claim(claimBy('second', { fingerprint: 'payload-2' }))).toEqual(NEW);
    });

    it('with unknown outcome prevents a second execution if the upstream does not honour keys', async () => {
      await store.claim(first);
      expect(await store.markUnknown(first)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('with unknown outcome lets one call at a time send the write again if the upstream honours keys', async () => {
      await store.claim(first);
      await store.markUnknown(first);

      expect(await store.claim(claimBy('second', { mayResend: true }))).toEqual(TAKEOVER);
      expect(await store.claim(claimBy('third', { mayResend: true }))).toMatchObject({ kind: 'busy' });
    });

    it('without effect does not change the unknown outcome of an earlier owner', async () => {
      await store.claim(first);
      await store.markUnknown(first);
      const again = claimBy('second', { mayResend: true });
      await store.claim(again);

      expect(await store.release(again)).toEqual(DONE);

      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('with unknown outcome is stored even if the store has lost the claim of the owner', async () => {
      expect(await store.markUnknown(first)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
    });

    it('without effect can be reported for a key without a record', async () => {
      expect(await store.release(first)).toEqual(DONE);
      expect(await store.claim(second)).toEqual(NEW);
    });
  });
}
