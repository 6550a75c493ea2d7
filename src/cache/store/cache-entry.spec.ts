import { CacheEntry, readEntry } from './cache-entry.js';

const ENTRY: CacheEntry = {
  text: '{"name":"Ada"}',
  storedAtMs: 1_000,
  freshUntilMs: 2_000,
  revalidateUntilMs: 3_000,
  staleUntilMs: 4_000,
};

describe('A cache entry', () => {
  it('is read as it was stored', () => {
    expect(readEntry(JSON.parse(JSON.stringify(ENTRY)))).toEqual(ENTRY);
  });

  it('is not read if its data cannot be an output', () => {
    const isObject = (data: unknown): boolean => typeof data === 'object';
    expect(readEntry({ ...ENTRY, text: '"text"' }, isObject)).toBeUndefined();
  });

  it.each([
    [undefined],
    [null],
    [7],
    ['text'],
    [{}],
    [{ text: '{}' }],
    [{ ...ENTRY, text: undefined }],
    [{ ...ENTRY, text: { name: 'Ada' } }],
    [{ ...ENTRY, text: '{"name"' }],
    [{ ...ENTRY, storedAtMs: '1000' }],
    [{ ...ENTRY, staleUntilMs: null }],
  ])('is not read from %j', (shared) => {
    expect(readEntry(shared)).toBeUndefined();
  });
});
