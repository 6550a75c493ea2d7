import { IdempotencyStore } from './idempotency-store.js';
import { claimBy, DONE, first, NEW, second, SHORT_MS, StoreUnderTest, TAKEOVER } from './store-under-test.contract.js';

const ANSWERS = [
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

/** What an owner leaves behind: an answer, nothing, or a doubt. */
export function outcomesContract(open: () => Promise<StoreUnderTest>): void {
  let store: IdempotencyStore;
  let elapse: StoreUnderTest['elapse'];

  beforeEach(async () => {
    ({ store, elapse } = await open());
  });

  describe('an answer', () => {
    it.each(ANSWERS)('is repeated byte for byte: %j', async (answer) => {
      await store.claim(first);
      expect(await store.complete(first, answer)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'replay', answer });
      expect(await store.claim(claimBy('third', { mayResend: true }))).toEqual({ kind: 'replay', answer });
    });

    it('may be told twice by its owner, and the first one stays', async () => {
      await store.claim(first);
      await store.complete(first, '"one"');

      expect(await store.complete(first, '"one"')).toEqual(DONE);
      expect(await store.claim(second)).toEqual({ kind: 'replay', answer: '"one"' });
    });

    it('stays when its owner says afterwards that it failed', async () => {
      await store.claim(first);
      await store.complete(first, '"one"');
      const told = { kind: 'late', answer: '"one"' };

      expect(await store.release(first)).toEqual(told);
      expect(await store.markUnknown(first)).toEqual(told);
      expect(await store.extend(first, 30_000)).toEqual(told);
      expect(await store.claim(second)).toEqual({ kind: 'replay', answer: '"one"' });
    });

    it('is forgotten after its time, counted from the answer', async () => {
      const short = claimBy('first', { ttlMs: SHORT_MS });
      await store.claim(short);
      await elapse(60);
      await store.complete(short, '"one"');
      expect(await store.claim(second)).toEqual({ kind: 'replay', answer: '"one"' });

      await elapse(60);

      expect(await store.claim(second)).toEqual(NEW);
    });

    it('is kept of an owner whose claim the store has lost', async () => {
      expect(await store.complete(first, '"one"')).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'replay', answer: '"one"' });
    });
  });

  describe('a failure', () => {
    it('without effect frees the key, also for another payload', async () => {
      await store.claim(first);
      expect(await store.release(first)).toEqual(DONE);

      expect(await store.claim(claimBy('second', { fingerprint: 'payload-2' }))).toEqual(NEW);
    });

    it('in doubt is not repeated where the upstream does not honour the key', async () => {
      await store.claim(first);
      expect(await store.markUnknown(first)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('in doubt is repeated by one at a time where the upstream honours it', async () => {
      await store.claim(first);
      await store.markUnknown(first);

      expect(await store.claim(claimBy('second', { mayResend: true }))).toEqual(TAKEOVER);
      expect(await store.claim(claimBy('third', { mayResend: true }))).toMatchObject({ kind: 'busy' });
    });

    it('without effect leaves the doubt that an earlier owner left', async () => {
      await store.claim(first);
      await store.markUnknown(first);
      const again = claimBy('second', { mayResend: true });
      await store.claim(again);

      expect(await store.release(again)).toEqual(DONE);

      expect(await store.claim(claimBy('third'))).toEqual({ kind: 'unknown' });
    });

    it('in doubt is remembered of an owner whose claim the store has lost', async () => {
      expect(await store.markUnknown(first)).toEqual(DONE);

      expect(await store.claim(second)).toEqual({ kind: 'unknown' });
    });

    it('may be told of a key that nobody has', async () => {
      expect(await store.release(first)).toEqual(DONE);
      expect(await store.claim(second)).toEqual(NEW);
    });
  });
}
