import { CachedOptions, CacheRule } from '../cache/cached.decorator.js';
import { callOf, setCall } from './data-action-call.js';
import { DataActionMetadata } from './data-action.metadata.js';
import { fingerprint } from './fingerprint.js';

/** Tells the cache how to take the calls of a read action: an organisation's answers are its own, and those of one version. */
export function cachedRead({ name, version = 1 }: DataActionMetadata, rule: CacheRule): CachedOptions {
  return {
    ...rule,
    // The organisation is the only part that may hold a colon, so no two keys can be the same by accident.
    keyOf: (request) => {
      const { caller, input } = callOf(request);
      return `${caller.organisation}:${name}:${version}:${fingerprint(input)}`;
    },
    workUntil: (request, deadline) => setCall(request, { ...callOf(request), deadline }),
  };
}
