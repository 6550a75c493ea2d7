import { Global, Module } from '@nestjs/common';
import { RedisConnection } from '../redis/redis-connection.js';
import { IdempotencyStore } from './store/idempotency-store.js';
import { MemoryIdempotencyStore } from './store/memory-idempotency.store.js';
import { OutstandingOutcomes } from './execute/outcome-retrier.js';
import { RedisIdempotencyStore } from './store/redis-idempotency.store.js';
import { WaitingLines } from './execute/wait-queues.js';
import { WriteOnce } from './execute/idempotent-executor.js';

/** Lets writes happen once: among all processes with Redis, and within this one without. */
@Global()
@Module({
  providers: [
    {
      provide: IdempotencyStore,
      inject: [RedisConnection],
      useFactory: (redis: RedisConnection): IdempotencyStore =>
        redis.isConfigured ? new RedisIdempotencyStore(redis) : new MemoryIdempotencyStore(),
    },
    WaitingLines,
    OutstandingOutcomes,
    WriteOnce,
  ],
  exports: [WriteOnce],
})
export class IdempotencyModule {}
