import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { idempotencyStoreContract } from './contract/idempotency-store.contract.js';
import { Claim } from './idempotency-store.js';
import { MemoryIdempotencyStore } from './memory-idempotency.store.js';

function openStore(limits?: { maxRecords: number; maxOutputsLength: number }) {
  let nowMs = 5_000;
  const store = new MemoryIdempotencyStore(() => nowMs, limits);
  return { store, elapse: async (ms: number) => void (nowMs += ms) };
}

const claimOn = (name: string): Claim => ({
  key: { name, scope: 'scope-1' },
  owner: `owner of ${name}`,
  fingerprint: 'payload-1',
  leaseMs: 10_000,
  ttlMs: 86_400_000,
  mayResend: false,
});

describe('MemoryIdempotencyStore', () => {
  idempotencyStoreContract(async () => openStore());

  it('rejects new keys when it is full, and never evicts a key', async () => {
    const { store } = openStore({ maxRecords: 2, maxOutputsLength: 1_000 });
    await store.claim(claimOn('one'));
    await store.complete(claimOn('one'), '"first"');
    await store.claim(claimOn('two'));

    const refusal = store.claim(claimOn('three'));

    await expect(refusal).rejects.toThrow(StoreUnavailable);
    await expect(refusal).rejects.toMatchObject({ mayHaveBeenApplied: false });
    expect(await store.claim({ ...claimOn('one'), owner: 'another' })).toEqual({ kind: 'replay', output: '"first"' });
  });

  it('rejects new keys when the stored outputs reach their limit', async () => {
    const { store } = openStore({ maxRecords: 100, maxOutputsLength: 10 });
    await store.claim(claimOn('one'));
    await store.complete(claimOn('one'), '"0123456789"');

    await expect(store.claim(claimOn('two'))).rejects.toThrow(StoreUnavailable);
  });

  it('reuses the space of expired and released keys', async () => {
    const { store, elapse } = openStore({ maxRecords: 2, maxOutputsLength: 10 });
    await store.claim({ ...claimOn('one'), ttlMs: 30_000 });
    await store.complete({ ...claimOn('one'), ttlMs: 30_000 }, '"0123456789"');
    await elapse(60_000);
    await store.claim(claimOn('two'));
    await store.release(claimOn('two'));

    expect(await store.claim(claimOn('three'))).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
    expect(await store.claim(claimOn('four'))).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
    expect(store.size).toBe(2);
  });

  it('allows another scope to use the same upstream key after the first record has expired', async () => {
    const { store, elapse } = openStore();
    await store.claim(claimOn('one'));
    await elapse(86_400_000 + 10_000);

    const elsewhere = { ...claimOn('one'), key: { name: 'one', scope: 'scope-2' } };

    expect(await store.claim(elsewhere)).toEqual({ kind: 'new', isKeyUsedByOtherScope: false });
  });
});
