import { Output } from '../json/output.js';
import { CacheConfig } from './cache.config.js';
import { CacheOptions } from './cache-options.js';
import { newEntry } from './new-entry.js';

describe('The windows of a new cache entry', () => {
  const config = Object.assign(new CacheConfig(), { ttlSeconds: 300, revalidateSeconds: 30, staleSeconds: 3_600 });
  const windows = (rule: CacheOptions, random = 0): number[] => {
    const entry = newEntry(Output.of({ found: false }), rule, { config, nowMs: 1_000, random });
    return [entry.freshUntilMs, entry.revalidateUntilMs, entry.staleUntilMs];
  };

  it('are those of the configuration by default', () => {
    expect(windows({})).toEqual([301_000, 331_000, 3_931_000]);
  });

  it('are set by the options of the action, each independently', () => {
    expect(windows({ ttlMs: 60_000 })).toEqual([61_000, 91_000, 3_691_000]);
    expect(windows({ ttlMs: 60_000, revalidateMs: 5_000, staleMs: 10_000 })).toEqual([61_000, 66_000, 76_000]);
    expect(windows({ ttlMs: 60_000, revalidateMs: 0 })).toEqual([61_000, 61_000, 3_661_000]);
  });

  it('end with the TTL if staleMs is 0, unless the action sets revalidateMs', () => {
    expect(windows({ ttlMs: 60_000, staleMs: 0 })).toEqual([61_000, 61_000, 61_000]);
    expect(windows({ ttlMs: 60_000, revalidateMs: 5_000, staleMs: 0 })).toEqual([61_000, 66_000, 66_000]);
  });

  it('are never longer than configured, with any jitter', () => {
    expect(windows({ ttlMs: 60_000, staleMs: 0 }, 1)).toEqual([55_000, 55_000, 55_000]);
  });

  it('end with the TTL if the output means "not found", regardless of the options of the action', () => {
    expect(windows({ ttlMs: 60_000, staleMs: 9_000, revalidateMs: 9_000, isNotFound: () => true })).toEqual([
      31_000, 31_000, 31_000,
    ]);
  });
});
