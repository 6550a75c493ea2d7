import { Output } from '../json/output.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { CacheOptions } from './cache-options.js';

/** A call that a cached output may serve. */
export interface CacheLookup {
  readonly key: string;
  readonly options: CacheOptions;
  readonly deadline: Deadline;
  /** Loads the output within the given deadline. */
  readonly load: (deadline: Deadline) => Promise<Output>;
  /** Whether the caller wants a new output even if one is cached. */
  readonly skipsCache: boolean;
}

/** `hit`: cached, or loaded for another call at the same time; `miss`: loaded for this call. */
export type CacheStatus = 'hit' | 'miss' | 'stale' | 'bypass';

export interface CacheLookupResult {
  readonly output: Output;
  readonly result: CacheStatus;
  readonly ageMs: number;
}
