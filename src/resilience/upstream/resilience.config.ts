import { IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { Env, EnvInteger } from '../../config/variables/env.decorator.js';
import { seconds } from '../../time/durations.js';

/** Limits and retries of calls to upstreams. The values are the same for all upstreams; each upstream has its own counters. */
export class ResilienceConfig {
  /** Time limit of one attempt, including the response body. */
  @EnvInteger('UPSTREAM_TIMEOUT_MS', { min: 1 })
  readonly timeoutMs: number = seconds(5);

  /** Time limit of a new connection: name resolution, connect and TLS handshake. */
  @EnvInteger('UPSTREAM_CONNECT_TIMEOUT_MS', { min: 1 })
  readonly connectTimeoutMs: number = seconds(1);

  /** Concurrent calls to one upstream. The same number of calls can wait in the queue. */
  @EnvInteger('UPSTREAM_MAX_CONCURRENCY', { min: 1 })
  readonly maxConcurrency: number = 100;

  /** Header of each request that carries the correlation id of the call. */
  @Env('UPSTREAM_CORRELATION_HEADER')
  @Matches(
    /^(?!(?:authorization|connection|content-length|content-type|host|transfer-encoding)$)[\w!#$%&'*+.^`|~-]+$/i,
    {
      message: 'correlationHeader must be a valid header name that is not used otherwise, for example X-Correlation-Id',
    },
  )
  readonly correlationHeader: string = 'X-Correlation-Id';

  /** Attempts of one call, including the first. */
  @EnvInteger('RETRY_ATTEMPTS', { min: 1 })
  readonly retryAttempts: number = 3;

  /** Longest wait before the first retry. It doubles with each retry. */
  @EnvInteger('RETRY_BASE_MS', { min: 0 })
  readonly retryBaseMs: number = 200;

  /** Retries that each successful attempt at an upstream earns, in addition to a reserve of 10. */
  @Env('RETRY_BUDGET_RATIO')
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly retryBudgetRatio: number = 0.5;

  /** Time without a response after which a read is sent a second time, if the budget allows it. Unset: never. */
  @EnvInteger('HEDGE_AFTER_MS', { min: 1 })
  @IsOptional()
  readonly hedgeAfterMs?: number;

  /** A circuit opens at this number of failed attempts within the window … */
  @EnvInteger('CIRCUIT_FAILURES', { min: 1 })
  readonly circuitFailures: number = 5;

  /** … if they are at least this share of all attempts. */
  @Env('CIRCUIT_FAILURE_RATIO')
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly circuitFailureRatio: number = 0.5;

  /** Window in which attempts are counted. */
  @EnvInteger('CIRCUIT_WINDOW_MS', { min: 1 })
  readonly circuitWindowMs: number = seconds(10);

  /** Longest time between two probes of an open circuit. */
  @EnvInteger('CIRCUIT_OPEN_MS', { min: 1 })
  readonly circuitOpenMs: number = seconds(2);

  /** Also opens a circuit when 80 % of 20 or more attempts took longer than this. Unset: off. */
  @EnvInteger('CIRCUIT_SLOW_MS', { min: 1 })
  @IsOptional()
  readonly circuitSlowMs?: number;
}
