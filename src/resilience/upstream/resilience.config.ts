import { IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';
import { seconds } from '../../time/durations.js';

/** How calls to upstreams are bounded, repeated and given up; the same for every upstream, counted for each on its own. */
export class ResilienceConfig {
  /** What one attempt may take, its body included. */
  @Env('UPSTREAM_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly timeoutMs: number = seconds(5);

  /** What the connection of an attempt may take. */
  @Env('UPSTREAM_CONNECT_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly connectTimeoutMs: number = seconds(1);

  /** Calls at one upstream at a time; as many again wait for a place. */
  @Env('UPSTREAM_MAX_CONCURRENCY')
  @IsInt()
  @Min(1)
  readonly maxConcurrency: number = 100;

  /** Header of each request that carries the correlation id of the call. */
  @Env('UPSTREAM_CORRELATION_HEADER')
  @Matches(
    /^(?!(?:authorization|connection|content-length|content-type|host|transfer-encoding)$)[\w!#$%&'*+.^`|~-]+$/i,
    {
      message: 'correlationHeader must be the name of a header that is free for it, for example X-Correlation-Id',
    },
  )
  readonly correlationHeader: string = 'X-Correlation-Id';

  /** Attempts of one call; the first counts. */
  @Env('RETRY_ATTEMPTS')
  @IsInt()
  @Min(1)
  readonly retryAttempts: number = 3;

  /** The longest wait before the first retry; it doubles with each. */
  @Env('RETRY_BASE_MS')
  @IsInt()
  @Min(0)
  readonly retryBaseMs: number = 200;

  /** Retries that an upstream's calls may cause, as a share of the calls, beside a reserve of 10. */
  @Env('RETRY_BUDGET_RATIO')
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly retryBudgetRatio: number = 0.5;

  /** Time without a response after which a read is sent a second time, if the budget allows it. Unset: never. */
  @Env('HEDGE_AFTER_MS')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly hedgeAfterMs?: number;

  /** Failed attempts within the window that open a circuit … */
  @Env('CIRCUIT_FAILURES')
  @IsInt()
  @Min(1)
  readonly circuitFailures: number = 5;

  /** … if they are this share of all. */
  @Env('CIRCUIT_FAILURE_RATIO')
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly circuitFailureRatio: number = 0.5;

  /** The window in which attempts are counted. */
  @Env('CIRCUIT_WINDOW_MS')
  @IsInt()
  @Min(1)
  readonly circuitWindowMs: number = seconds(10);

  /** How long a circuit stays open at first. */
  @Env('CIRCUIT_OPEN_MS')
  @IsInt()
  @Min(1)
  readonly circuitOpenMs: number = seconds(2);

  /** Opens a circuit also when 80 % of 20 or more attempts took longer; unset: off. */
  @Env('CIRCUIT_SLOW_MS')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly circuitSlowMs?: number;
}
