import { Logger } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import type { RedisBreaker } from './redis-breaker.js';
import type { RedisClient } from '../client/redis-client.js';
import { RedisClock } from './redis-clock.js';
import { codeOf, isErrorReply, needsNewConnection, needsNewSlotMap } from '../errors/redis-error.js';
import { TimeoutError, withTimeout } from '../client/with-timeout.js';
import { probeWrite } from './write-probe.js';

/**
 * Interval of the probes. A connection without a reply for `SILENCE_MS` is replaced, so a silent loss of the connection is
 * detected within 2 s.
 */
const PROBE_INTERVAL_MS = 400;
const SILENCE_MS = 1_300;
/** Interval while the breaker is open, and after an operation was rejected. */
const FAST_PROBE_INTERVAL_MS = 40;
/** Interval of the log message while Redis rejects writes. */
const REMIND_EVERY_MS = seconds(60);

export interface WriteMonitorOptions {
  readonly label: string;
  readonly timeoutMs: number;
  readonly breaker: RedisBreaker;
  readonly clock: RedisClock;
  /** A key that is stored on this node; undefined while the node has no slots. */
  readonly probeKey: () => string | undefined;
  readonly isInUse: (client: RedisClient) => boolean;
  /** Called after each accepted write. */
  readonly onProbe: (client: RedisClient) => Promise<void>;
  readonly onErrorReply: (error: Error, client: RedisClient) => void;
  readonly onSilence: (client: RedisClient) => void;
}

/** Writes to Redis at intervals, in the background, to check that writes work and the connection is alive. */
export class WriteMonitor {
  private readonly logger = new Logger('Redis');
  private refused: string | undefined;
  private remindedAtMs = -Infinity;
  private wake: () => void = () => undefined;

  constructor(private readonly options: WriteMonitorOptions) {}

  /** The code of the error reply to a write, for example `OOM`; undefined if writes work. */
  get refusal(): string | undefined {
    return this.refused;
  }

  /** Starts the next probe earlier. */
  probeSoon(): void {
    this.wake();
  }

  /** Probes a new connection. @throws the connection's error, or an error reply that requires a new connection or slot map */
  async probeBeforeUse(client: RedisClient): Promise<void> {
    try {
      await this.write(client);
      this.refused = undefined;
    } catch (error) {
      if (!isErrorReply(error)) throw error;
      const code = codeOf(error);
      if (needsNewConnection(code) || needsNewSlotMap(code)) throw error;
      this.noteRefusal(code, error);
    }
  }

  /** Probes a connection while it is in use. */
  async watch(client: RedisClient): Promise<void> {
    const { isInUse, breaker } = this.options;
    while (isInUse(client)) {
      await this.sleep(breaker.isClosed ? PROBE_INTERVAL_MS : FAST_PROBE_INTERVAL_MS);
      if (isInUse(client)) await this.probe(client);
    }
  }

  async probe(client: RedisClient): Promise<void> {
    const { timeoutMs, breaker, onErrorReply, onSilence } = this.options;
    const sentAtMs = performance.now();
    try {
      await withTimeout(this.write(client), Math.max(SILENCE_MS, 2 * timeoutMs));
      this.noteAccepted();
      void this.options.onProbe(client).catch(() => undefined);
    } catch (error) {
      if (error instanceof TimeoutError) return onSilence(client);
      if (!isErrorReply(error)) return;
      this.noteRefusal(codeOf(error), error);
      onErrorReply(error, client);
    }
    if (performance.now() - sentAtMs <= timeoutMs) breaker.noteReplyInTime();
  }

  private async write(client: RedisClient): Promise<void> {
    const { probeKey, clock } = this.options;
    const sentAtMs = performance.now();
    const key = probeKey();
    if (key === undefined) await client.ping();
    else clock.observe(await probeWrite(client, key), sentAtMs);
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.wake = () => {
        this.wake = () => undefined;
        clearTimeout(timer);
        // If many operations fail together, they share one probe.
        setTimeout(resolve, FAST_PROBE_INTERVAL_MS).unref();
      };
    });
  }

  private noteAccepted(): void {
    if (this.refused === undefined) return;
    this.refused = undefined;
    this.logger.log(`${this.options.label} accepts writes again`);
  }

  private noteRefusal(code: string, error: Error): void {
    const nowMs = performance.now();
    if (code === this.refused && nowMs - this.remindedAtMs < REMIND_EVERY_MS) return;
    this.refused = code;
    this.remindedAtMs = nowMs;
    this.logger.error(`${this.options.label} rejects writes (${code}): ${error.message}`);
  }
}
