import { IncomingMessage, ServerResponse } from 'node:http';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, map, Observable, of } from 'rxjs';
import { recordOf } from '../observability/call-record.js';
import { Metrics } from '../observability/metrics.js';
import { deadlineOf } from '../resilience/request-deadline.js';
import { CACHED, CachedOptions } from './cached.decorator.js';
import { CacheAnswer, ResponseCache } from './response-cache.js';

/** Stands in front of a handler marked with `@Cached()`: what is kept for its request need not be found again. */
@Injectable()
export class ResponseCacheInterceptor implements NestInterceptor {
  constructor(
    private readonly cache: ResponseCache,
    private readonly metrics: Metrics,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<IncomingMessage>();
    const response = context.switchToHttp().getResponse<ServerResponse>();
    const options = this.reflector.get<CachedOptions | undefined>(CACHED, context.getClass());
    if (!options) return next.handle();
    const answer = this.cache.answer({
      key: options.keyOf(request),
      rule: options,
      deadline: deadlineOf(request),
      load: (deadline) => {
        options.workUntil(request, deadline);
        return lastValueFrom(next.handle());
      },
      skipsCache: forbidsCache(request),
    });
    const give = (found: CacheAnswer): unknown => this.give(found, request, response);
    return answer instanceof Promise ? from(answer).pipe(map(give)) : of(give(answer));
  }

  private give({ data, result, ageMs }: CacheAnswer, request: IncomingMessage, response: ServerResponse): unknown {
    const record = recordOf(request);
    record.source = SOURCES[result];
    this.metrics.cacheAnswers.inc({ action: record.action ?? '', result });
    if (response.headersSent) return data;
    response.setHeader('X-Cache', result.toUpperCase());
    if (result === 'hit' || result === 'stale') response.setHeader('Age', Math.floor(ageMs / 1_000));
    return data;
  }
}

const SOURCES = { hit: 'cache', miss: 'api', stale: 'stale', bypass: 'api' } as const;

/** RFC 9111 §5.2.1.4: the caller wants no answer that has not been checked with its origin. */
const forbidsCache = ({ headers }: IncomingMessage): boolean =>
  (headers['cache-control'] ?? '').split(',').some((directive) => directive.trim().toLowerCase() === 'no-cache');
