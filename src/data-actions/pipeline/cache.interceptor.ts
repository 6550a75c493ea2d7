import { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { CacheLookupResult } from '../../cache/cache-lookup.js';
import { ResponseCache } from '../../cache/response-cache.js';
import { Output } from '../../json/output.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { CallInterceptor, HttpExchange } from './call.interceptor.js';
import { CallReader } from '../request/call-reader.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { DataActionCall, setCall } from '../request/context/data-action-call.js';
import { fingerprint } from '../request/write/fingerprint.js';

/** Returns the output of a read from the cache if possible. */
@Injectable()
export class CacheInterceptor extends CallInterceptor {
  constructor(
    catalogue: Catalogue,
    reader: CallReader,
    private readonly cache: ResponseCache,
    private readonly metrics: Metrics,
  ) {
    super(catalogue, reader);
  }

  protected override output(
    call: DataActionCall,
    exchange: HttpExchange,
    handle: () => Promise<Output>,
  ): Output | Promise<Output> {
    const { action, request } = exchange;
    const lookup = this.cache.getOrLoad({
      key: keyOf(call, exchange),
      options: action.cache ?? {},
      deadline: call.deadline,
      load: (deadline) => {
        setCall(request, { ...call, deadline });
        return handle();
      },
      skipsCache: forbidsCache(request),
    });
    return lookup instanceof Promise
      ? lookup.then((result) => this.outputOf(result, call, exchange))
      : this.outputOf(lookup, call, exchange);
  }

  private outputOf(
    { output, result, ageMs }: CacheLookupResult,
    { record }: DataActionCall,
    exchange: HttpExchange,
  ): Output {
    const { action, response } = exchange;
    record.source = SOURCES[result];
    this.metrics.cacheLookups.inc({ action: action.name, result });
    if (response.headersSent) return output;
    response.setHeader('X-Cache', result.toUpperCase());
    if (result === 'hit' || result === 'stale') response.setHeader('Age', Math.floor(ageMs / 1_000));
    return output;
  }
}

const SOURCES = { hit: 'cache', miss: 'api', stale: 'stale', bypass: 'api' } as const;

/**
 * Returns the cache key. Organisations and versions have separate entries. Only the organisation may contain a colon, so
 * different calls never have the same key.
 */
const keyOf = ({ caller, input }: DataActionCall, { action: { name, version = 1 } }: HttpExchange): string =>
  `${caller.organisation}:${name}:${version}:${fingerprint(input)}`;

/** Returns whether `Cache-Control` contains `no-cache`: the caller does not want a stored response (RFC 9111 §5.2.1.4). */
const forbidsCache = ({ headers: { 'cache-control': cacheControl } }: IncomingMessage): boolean =>
  cacheControl?.split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache') ?? false;
