import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { seconds } from '../../time/durations.js';
import { Output } from '../../json/output.js';
import { IdempotencyConfig } from '../../idempotency/idempotency.config.js';
import { IdempotentExecutor, WriteOptions } from '../../idempotency/execute/idempotent-executor.js';
import { CallInterceptor, HttpExchange } from './call.interceptor.js';
import { CallReader } from '../request/call-reader.js';
import { Catalogue, CatalogueEntry } from '../catalogue/catalogue.js';
import { DataActionCall } from '../request/context/data-action-call.js';
import { readIdempotentWrite } from '../request/write/read-idempotent-write.js';

/** Executes a write once per idempotency key. Repeated calls get the first result. */
@Injectable()
export class IdempotencyInterceptor extends CallInterceptor {
  /** Looked up once per action, because searching the module tree is slow. */
  private readonly options = new WeakMap<CatalogueEntry, WriteOptions>();

  constructor(
    catalogue: Catalogue,
    reader: CallReader,
    private readonly writes: IdempotentExecutor,
    private readonly config: IdempotencyConfig,
    private readonly modules: ModuleRef,
  ) {
    super(catalogue, reader);
  }

  protected override async output(
    call: DataActionCall,
    { action, request, response }: HttpExchange,
    handle: () => Promise<Output>,
  ): Promise<Output> {
    const write = readIdempotentWrite(action, request, call);
    const { output, isReplay } = await this.writes.run(write, this.optionsOf(action), handle);
    if (isReplay) {
      call.record.source = 'replay';
      if (!response.headersSent) response.setHeader('Idempotent-Replayed', 'true');
    }
    return output;
  }

  private optionsOf(action: CatalogueEntry): WriteOptions {
    const known = this.options.get(action);
    if (known) return known;
    const { replayTtlMs: ttlMs = seconds(this.config.ttlSeconds), honoursKey = false } = action;
    const isHonoured =
      typeof honoursKey === 'boolean' ? honoursKey : honoursKey((token) => this.modules.get(token, { strict: false }));
    const options = { ttlMs, honoursKey: isHonoured };
    this.options.set(action, options);
    return options;
  }
}
