import { Global, Module } from '@nestjs/common';
import { RedisConnection } from '../redis/redis-connection.js';
import { IdempotencyStore } from './store/idempotency-store.js';
import { MemoryIdempotencyStore } from './store/memory-idempotency.store.js';
import { OutcomeRetrier } from './execute/outcome-retrier.js';
import { RedisIdempotencyStore } from './store/redis-idempotency.store.js';
import { WaitQueues } from './execute/wait-queues.js';
import { IdempotentExecutor } from './execute/idempotent-executor.js';

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
    WaitQueues,
    OutcomeRetrier,
    IdempotentExecutor,
  ],
  exports: [IdempotentExecutor],
})
export class IdempotencyModule {}
