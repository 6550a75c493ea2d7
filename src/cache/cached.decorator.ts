import { IncomingMessage } from 'node:http';
import { CustomDecorator, SetMetadata } from '@nestjs/common';
import { Deadline } from '../resilience/deadline.js';

export const CACHED = 'cache:cached';

/** How long an action's answers are kept. Answers are JSON; whole ones, as whatever fails or is partial is never kept. */
export interface CacheRule {
  /** How long an answer is fresh; unset: `CACHE_TTL_SECONDS`. */
  readonly ttlMs?: number;
  /** Tells the answers "there is no such thing", which may be wrong any moment. */
  readonly isUnknown?: (answer: never) => boolean;
  /** How long these are kept at most, and never stale; unset: 30 seconds. */
  readonly unknownTtlMs?: number;
  /** Tells the answers of which a part is missing. */
  readonly isPartial?: (answer: never) => boolean;
}

/** A rule, and what the cache must be told of the requests that it is asked for. */
export interface CachedOptions extends CacheRule {
  /** The key of the answer to a request: whoever must not see another's answer must not share its key. */
  readonly keyOf: (request: IncomingMessage) => string;
  /** Lets the request's handler work until `deadline`, as its answer may be for other calls too. */
  readonly workUntil: (request: IncomingMessage, deadline: Deadline) => void;
}

/** Answers a controller's requests from the cache where `ResponseCacheInterceptor` stands in front. */
export const Cached = (options: CachedOptions): CustomDecorator => SetMetadata(CACHED, options);
