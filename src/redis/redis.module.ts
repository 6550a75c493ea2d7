import { Global, Module } from '@nestjs/common';
import { Metrics } from '../observability/metrics/metrics.js';
import { RedisConnection } from './redis-connection.js';

/** Provides the connection to Redis, for all state that processes share. */
@Global()
@Module({ providers: [RedisConnection], exports: [RedisConnection] })
export class RedisModule {
  constructor(redis: RedisConnection, metrics: Metrics) {
    if (redis.isConfigured) metrics.observeRedis(() => redis.writeProblem);
  }
}
