import { CacheEntry, dataOf, readEntry, shareable } from './cache-entry.js';

const ENTRY: CacheEntry = {
  text: '{"name":"Ada"}',
  isTextReused: false,
  storedAtMs: 1_000,
  freshUntilMs: 2_000,
  revalidateUntilMs: 3_000,
  staleUntilMs: 4_000,
};

describe('A cache entry', () => {
  it('is shared as JSON text, and complete after it is read', () => {
    const shared = shareable(ENTRY);
    expect(shared).toEqual({
      text: '{"name":"Ada"}',
      storedAtMs: 1_000,
      freshUntilMs: 2_000,
      revalidateUntilMs: 3_000,
      staleUntilMs: 4_000,
    });
    expect(readEntry(JSON.parse(JSON.stringify(shared)))).toEqual(ENTRY);
  });

  it.each(['null', '0', '""', 'false', '[]'])('can have the data %s', (text) => {
    const entry = readEntry({ ...shareable(ENTRY), text });
    expect(entry && dataOf(entry)).toEqual(JSON.parse(text));
  });

  it.each([
    [undefined],
    [null],
    [7],
    ['text'],
    [{}],
    [{ text: '{}' }],
    [{ ...shareable(ENTRY), text: undefined }],
    [{ ...shareable(ENTRY), text: { name: 'Ada' } }],
    [{ ...shareable(ENTRY), text: '{"name"' }],
    [{ ...shareable(ENTRY), storedAtMs: '1000' }],
    [{ ...shareable(ENTRY), staleUntilMs: null }],
  ])('is not read from %j', (shared) => {
    expect(readEntry(shared)).toBeUndefined();
  });
});
