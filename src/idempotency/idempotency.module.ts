import { Global, Module } from '@nestjs/common';
import { Metrics } from '../observability/metrics/metrics.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { IdempotencyConfig } from './idempotency.config.js';
import { IdempotencyStore } from './store/idempotency-store.js';
import { MemoryLossDetector } from './store/memory-loss-detector.js';
import { MemoryIdempotencyStore } from './store/memory-idempotency.store.js';
import { OutcomeRetrier } from './execute/outcome-retrier.js';
import { RedisIdempotencyStore } from './store/redis-idempotency.store.js';
import { WaitQueues } from './execute/wait-queues.js';
import { IdempotentExecutor } from './execute/idempotent-executor.js';

/** Executes each write once: across all processes with Redis, within this process without Redis. */
@Global()
@Module({
  providers: [
    {
      provide: IdempotencyStore,
      inject: [RedisConnection, MemoryLossDetector],
      useFactory: (redis: RedisConnection, losses: MemoryLossDetector): IdempotencyStore =>
        redis.isConfigured ? new RedisIdempotencyStore(redis, { losses }) : new MemoryIdempotencyStore(),
    },
    {
      provide: MemoryLossDetector,
      inject: [RedisConnection, Metrics, IdempotencyConfig],
      useFactory: (redis: RedisConnection, metrics: Metrics, { afterMemoryLoss }: IdempotencyConfig) =>
        new MemoryLossDetector(redis, metrics, afterMemoryLoss === 'refuse'),
    },
    WaitQueues,
    OutcomeRetrier,
    IdempotentExecutor,
  ],
  exports: [IdempotentExecutor],
})
export class IdempotencyModule {}
