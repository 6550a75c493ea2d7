import { LookupFunction } from 'node:net';
import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import { ActionError } from '../../errors/action-error.js';
import { UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { Metrics, UpstreamGauges } from '../../observability/metrics/metrics.js';
import { Backoff } from '../policies/retry/backoff.js';
import { Bulkhead } from '../policies/bulkhead/bulkhead.js';
import { CircuitState } from '../policies/circuit/circuit-breaker.js';
import { CircuitBreakerRegistry } from '../policies/circuit/circuit-breaker-registry.js';
import { FileWatcher } from '../../config/files/file-watcher.js';
import { TlsFilePaths } from '../../config/values/pem-files.js';
import { ClientTls } from '../egress/client-tls.js';
import { Dialer } from '../egress/dialer.js';
import { ProxyConfig } from '../egress/proxy.config.js';
import { ProxyRejection } from '../egress/proxy-tunnel.js';
import { handshakeRejection } from '../transport/transport-failure.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { DeadlineConfig } from '../deadline/deadline.config.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { ResilienceConfig } from './resilience.config.js';
import { RetryBudget } from '../policies/retry/retry-budget.js';
import { RetryPolicy } from '../policies/retry/retry-policy.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamHttp } from './upstream-http.js';

export interface ConnectOptions {
  /** Sent with every request that does not replace them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Private authority and client certificate. Default: Node's authorities, and no client certificate */
  readonly tls?: TlsFilePaths;
  /** Whether public authorities are trusted in addition to the private one. */
  readonly trustsPublicAuthorities?: boolean;
  /** Resolves host names. Default: `dns.lookup` */
  readonly lookup?: LookupFunction;
}

/** Creates the client of each upstream. Each has its own connections, retry budget, concurrency limit and circuits. */
@Injectable()
export class UpstreamConnector implements OnApplicationShutdown {
  private readonly logger = new Logger(UpstreamConnector.name);
  private readonly connected: UpstreamHttp[] = [];
  private readonly pools: ConnectionPool[] = [];
  /** Circuits that have logged a probe since they opened. Their further probes are not logged. */
  private readonly probed = new Set<string>();
  private readonly gauges: (() => UpstreamGauges)[] = [];

  /** Time limit of a request that no call waits for, such as the fetch of a token. */
  readonly loginLimitMs: number;

  constructor(
    private readonly config: ResilienceConfig,
    private readonly metrics: Metrics,
    { actionTimeoutMs }: DeadlineConfig,
    private readonly proxies: ProxyConfig,
    private readonly watcher: FileWatcher,
  ) {
    this.loginLimitMs = actionTimeoutMs;
    metrics.deadline.set(actionTimeoutMs / 1_000);
    metrics.observeUpstreams(() => this.gauges.map((read) => read()));
    if (config.timeoutMs >= actionTimeoutMs) {
      this.logger.warn(
        'UPSTREAM_TIMEOUT_MS should be lower than ACTION_TIMEOUT_MS. Otherwise only CIRCUIT_SLOW_MS opens the circuit of an upstream that hangs',
      );
    }
  }

  onApplicationShutdown(): void {
    for (const pool of this.pools) pool.close();
  }

  /**
   * Reads the files of secrets again after an upstream rejected a secret.
   *
   * @param used the rejected secret
   * @param read returns the current secret
   * @returns whether the secret has changed, so that a new request may succeed
   */
  async hasNewSecret<T>(used: T, read: () => T): Promise<boolean> {
    if (read() === used) await this.watcher.refresh();
    return read() !== used;
  }

  /** The upstreams connected so far. */
  get upstreams(): readonly UpstreamHttp[] {
    return this.connected;
  }

  /**
   * Creates the client of one upstream.
   *
   * @param name appears in messages to the caller, in metrics and in the log
   * @param baseUrl prefix of all requests
   */
  connect(name: string, baseUrl: string, { headers, lookup, ...trust }: ConnectOptions = {}): UpstreamHttp {
    const { config, metrics } = this;
    const pool = new ConnectionPool({
      connectTimeoutMs: config.connectTimeoutMs,
      maxIdle: config.maxConcurrency,
      dialer: new Dialer({ proxies: this.proxies, tls: this.tlsOf(name, trust), ...(lookup && { lookup }) }),
    });
    const bulkhead = new Bulkhead({ maxConcurrency: config.maxConcurrency });
    const budget = new RetryBudget({ ratio: config.retryBudgetRatio });
    const upstream = new UpstreamHttp({
      name,
      timeoutMs: config.timeoutMs,
      correlationHeader: config.correlationHeader,
      hedgeAfterMs: config.hedgeAfterMs,
      onHedge: () => metrics.upstreamRetries.inc({ upstream: name, decision: 'hedged' }),
      attempt: new UpstreamAttempt(name, new AxiosTransport(baseUrl, pool, headers)),
      bulkhead,
      circuits: new CircuitBreakerRegistry(
        {
          failures: config.circuitFailures,
          failureRatio: config.circuitFailureRatio,
          windowMs: config.circuitWindowMs,
          openMs: config.circuitOpenMs,
          slowMs: config.circuitSlowMs,
        },
        config.maxConcurrency,
        (circuit, operation, state, previous) => {
          if (state.kind === 'open') budget.endWaits(circuit);
          this.logTransition(`${name} ${operation}`, state, previous);
        },
      ),
      retryPolicy: new RetryPolicy({
        maxAttempts: config.retryAttempts,
        backoff: new Backoff({
          baseMs: { transient: config.retryBaseMs, throttled: config.retryBaseMs * 2 },
          capMs: seconds(10),
        }),
        budget,
        maxWaitMs: config.retryBaseMs * 2 ** config.retryAttempts,
      }),
      onAttempt: ({ operation, durationMs, failure }) => {
        metrics.upstreamAttempts.inc({ upstream: name, outcome: outcomeOf(failure) });
        metrics.upstreamDuration.observe({ upstream: name, operation }, durationMs / 1_000);
      },
      renewSecrets: (failure) => (mayNeedNewFiles(failure) ? this.watcher.refresh() : undefined),
      onDecision: (decision) => {
        if (decision.retry) metrics.upstreamRetries.inc({ upstream: name, decision: 'retried' });
        else if (decision.reason !== 'not-retryable')
          metrics.upstreamRetries.inc({ upstream: name, decision: decision.reason });
      },
    });
    metrics.upstreamRetries.inc({ upstream: name, decision: 'budget-spent' }, 0);
    this.gauges.push(() => ({
      upstream: name,
      circuits: upstream.circuits.states(),
      running: bulkhead.active,
      waiting: bulkhead.queued,
      limit: config.maxConcurrency,
      retryBudget: budget.available,
    }));
    this.connected.push(upstream);
    this.pools.push(pool);
    return upstream;
  }

  private tlsOf(
    name: string,
    { tls = {}, trustsPublicAuthorities }: Omit<ConnectOptions, 'headers' | 'lookup'>,
  ): ClientTls {
    const client = new ClientTls({ name, paths: tls, trustsPublicAuthorities: trustsPublicAuthorities ?? false });
    if (client.files) this.watcher.watch(client.files);
    return client;
  }

  /** Logs the opening, the first probe and the closing. The other probes of a long outage would fill the log. */
  private logTransition(circuit: string, state: CircuitState, previous: CircuitState): void {
    const change = `Circuit ${circuit}: ${previous.kind} → ${state.kind}`;
    if (state.kind === 'closed') this.logger.log(change);
    if (state.kind === 'open' && previous.kind === 'closed') {
      this.probed.delete(circuit);
      this.logger.warn(`${change}, for ${this.config.circuitOpenMs} ms`);
    }
    if (state.kind === 'half-open' && !this.probed.has(circuit)) {
      this.probed.add(circuit);
      this.logger.log(`${change}, sending one probe`);
    }
  }
}

/**
 * Returns whether the proxy's credentials or the TLS certificates may have been rejected. They come from files that may
 * have been rotated; a retry uses the new content.
 */
function mayNeedNewFiles(failure: unknown): boolean {
  if (!(failure instanceof UpstreamUnreachable)) return false;
  return failure.cause instanceof ProxyRejection || handshakeRejection(failure.cause) !== undefined;
}

function outcomeOf(failure: unknown): string {
  if (failure === undefined) return 'OK';
  return failure instanceof ActionError ? failure.code : 'ABANDONED';
}
