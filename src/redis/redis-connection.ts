import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { isErrorReply } from './error-reply.js';
import { warnOfEviction } from './eviction-policy.js';
import { RedisBreaker } from './redis-breaker.js';
import type { RedisClient, ReconnectingRedisClient } from './reconnecting-redis-client.js';
import { RedisUnavailable } from './redis-unavailable.js';
import { RedisConfig } from './redis.config.js';
import { TimeoutError, withTimeout } from './with-timeout.js';

/** Operations without an answer, beyond which no more are taken: a Redis that hangs must not fill our memory. */
const MAX_PENDING = 5_000;

/** A connection that is silent for so long while we wait for an answer is given up. */
const SILENCE_MS = 10_000;

/** Error replies by which Redis says that it cannot serve, whatever the command. */
const DECLINED = /^(OOM|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|MISCONF|BUSY|TRYAGAIN|NOAUTH|NOPERM)\b/;

export interface RunOptions {
  /** Asks even a Redis that has just hung: for what cannot be done without it. */
  readonly bypassBreaker?: boolean;
}

/**
 * The process's one way to Redis, for the cache and everything else that processes share.
 *
 * Every operation is bounded: by `REDIS_TIMEOUT_MS`, by a cap on those that wait, and by a breaker that spares the next
 * calls the wait for a Redis that has just hung. The service starts without Redis, and finds it again by itself.
 */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(RedisConnection.name);
  private readonly breaker = new RedisBreaker();
  private link: ReconnectingRedisClient | undefined;
  private pending = 0;

  constructor(private readonly config: RedisConfig) {}

  /** False without `REDIS_URL`: then there is nothing to share. */
  get isConfigured(): boolean {
    return this.config.address !== undefined;
  }

  /** Whether an operation would be sent now. */
  get isReady(): boolean {
    return this.link?.client !== undefined && this.breaker.isClosed;
  }

  /** Waits for the first attempt to connect, and no longer: the service does without Redis until it comes. */
  async onModuleInit(): Promise<void> {
    const { address, connectTimeoutMs } = this.config;
    if (!address) return;
    // Loading the client takes longer than most of the service, and without Redis is for nothing.
    const { ReconnectingRedisClient: ReconnectingRedisClient } = await import('./reconnecting-redis-client.js');
    const onReady = (client: RedisClient): void => void warnOfEviction(client, this.logger);
    this.link = new ReconnectingRedisClient({ address, connectTimeoutMs, logger: this.logger, onReady });
    await this.link.open();
  }

  /** When the last call is answered: those in flight may still need it. */
  async onApplicationShutdown(): Promise<void> {
    await this.link?.close();
  }

  /** A key of ours, its parts separated by colons. */
  key(...parts: readonly string[]): string {
    return this.config.keyPrefix + parts.join(':');
  }

  /**
   * Runs an operation within the limit. What it throws itself passes as it is, and so do error replies to the command
   * (redis's `ErrorReply`: NOSCRIPT, WRONGTYPE).
   *
   * @throws RedisUnavailable
   */
  async run<T>(operation: (client: RedisClient) => Promise<T>, { bypassBreaker = false }: RunOptions = {}): Promise<T> {
    const client = this.link?.client;
    if (!client) throw new RedisUnavailable('is not connected', false);
    if (!bypassBreaker && !this.breaker.isClosed) throw new RedisUnavailable('did not answer a moment ago', false);
    if (this.pending >= MAX_PENDING) throw new RedisUnavailable('has too many operations waiting', false);
    try {
      return await withTimeout(this.counted(operation(client)), this.config.timeoutMs);
    } catch (error) {
      if (error instanceof TimeoutError) this.openBreaker(client);
      throw error instanceof TimeoutError || !client.isReady
        ? new RedisUnavailable('did not respond', true, error)
        : declined(error);
    }
  }

  /** Counts an operation until its answer, which may come long after the limit. */
  private counted<T>(work: Promise<T>): Promise<T> {
    this.pending += 1;
    const settle = (): void => void (this.pending -= 1);
    work.then(settle, settle);
    return work;
  }

  /** Leaves Redis alone for a while, and then until it answers a probe in time. */
  private openBreaker(client: RedisClient): void {
    const restMs = this.breaker.open();
    if (restMs === undefined) return;
    this.logger.warn(`Redis did not respond within ${this.config.timeoutMs} ms; doing without it until it does`);
    setTimeout(() => void this.probe(client).finally(() => this.breaker.close()), restMs).unref();
  }

  /** Settles when Redis answers in time again, or the connection is another one: that is a new beginning. */
  private async probe(client: RedisClient): Promise<void> {
    let tookMs = Infinity;
    while (tookMs > this.config.timeoutMs && this.link?.client === client) {
      const askedAtMs = performance.now();
      const isSilent = await withTimeout(client.ping(), SILENCE_MS).then(
        () => false,
        (error: unknown) => error instanceof TimeoutError,
      );
      tookMs = performance.now() - askedAtMs;
      if (isSilent) this.link.replace(client);
    }
  }
}

/** Redis answered, and the answer was no. */
function declined(error: unknown): unknown {
  if (!(isErrorReply(error) && DECLINED.test(error.message))) return error;
  return new RedisUnavailable(`declined: ${error.message}`, false, error);
}
