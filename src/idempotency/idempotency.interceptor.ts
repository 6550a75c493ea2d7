import { ServerResponse } from 'node:http';
import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { defer, lastValueFrom, Observable } from 'rxjs';
import { seconds } from '../durations.js';
import { recordOf } from '../observability/call-record.js';
import { IdempotencyConfig } from './idempotency.config.js';
import { HonoursKey, IDEMPOTENT, IdempotentOptions } from './idempotent.decorator.js';
import { WriteOnce } from './write-once.js';

/** Stands in front of a write's handler and lets it run once for each key; whoever repeats the call gets the first answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly writes: WriteOnce,
    private readonly config: IdempotencyConfig,
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const options = this.reflector.get<IdempotentOptions>(IDEMPOTENT, context.getClass());
    const http = context.switchToHttp();
    return defer(async () => {
      const { replayTtlMs: ttlMs = seconds(this.config.ttlSeconds), honoursKey } = options;
      const terms = { ttlMs, honoursKey: this.decide(honoursKey) };
      const write = options.writeOf(http.getRequest());
      const { data, isReplay } = await this.writes.run(write, terms, () => lastValueFrom(next.handle()));
      if (isReplay) this.mark(http.getRequest(), http.getResponse());
      return data;
    });
  }

  private decide(honoursKey: HonoursKey): boolean {
    return typeof honoursKey === 'boolean'
      ? honoursKey
      : honoursKey((token) => this.modules.get(token, { strict: false }));
  }

  private mark(request: Parameters<typeof recordOf>[0], response: ServerResponse): void {
    recordOf(request).source = 'replay';
    if (!response.headersSent) response.setHeader('Idempotent-Replayed', 'true');
  }
}
