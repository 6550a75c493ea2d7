import { Global, Module } from '@nestjs/common';
import { RedisConnection } from './redis-connection.js';

/** The one connection to Redis, for whatever processes share. */
@Global()
@Module({ providers: [RedisConnection], exports: [RedisConnection] })
export class RedisModule {}
