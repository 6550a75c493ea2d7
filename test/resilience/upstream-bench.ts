import { Logger } from '@nestjs/common';
import { FileWatcher } from '../../src/config/files/file-watcher.js';
import { ProxyConfig } from '../../src/resilience/egress/proxy.config.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { Deadline } from '../../src/resilience/deadline/deadline.js';
import { DeadlineConfig } from '../../src/resilience/deadline/deadline.config.js';
import { ResilienceConfig } from '../../src/resilience/upstream/resilience.config.js';
import { SideEffectTracker } from '../../src/resilience/upstream/side-effect-tracker.js';
import { UpstreamConnector } from '../../src/resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../../src/resilience/upstream/upstream-http.js';

// Many circuits open in these specs. A separate spec covers the log lines.
Logger.overrideLogger(false);

/** Limits that no test reaches. A test of a limit overrides it. */
const HIGH_LIMITS = { timeoutMs: 20_000, connectTimeoutMs: 20_000 };
const LONGEST_CALL_MS = 30_000;

/** The call to which an upstream request belongs. */
export interface BenchCall {
  readonly deadline: Deadline;
  readonly record: { attempts: number };
  readonly sideEffect: SideEffectTracker;
}

/** Creates upstream clients as the service does, but without starting the service. */
export class UpstreamBench {
  /** Metrics of the latest client. */
  metrics = new Metrics();
  /** Reloads TLS files on demand. */
  readonly watcher = new FileWatcher();
  private readonly deadlineConfig = Object.assign(new DeadlineConfig(), { actionTimeoutMs: LONGEST_CALL_MS });
  private readonly connectors: UpstreamConnector[] = [];
  private readonly deadlines: Deadline[] = [];

  /** Returns a client with pauses of a few milliseconds, and limits that a stalled machine does not reach. Its circuits do not open by default. */
  connect(url: string, config: Partial<ResilienceConfig> = {}, name = 'CRM'): UpstreamHttp {
    return this.connector(config).connect(name, url);
  }

  /** Returns a connector with the same defaults. */
  connector(config: Partial<ResilienceConfig> = {}, proxies = new ProxyConfig()): UpstreamConnector {
    const settings = { ...HIGH_LIMITS, retryBaseMs: 4, circuitFailures: 1_000_000, ...config };
    const resilience = Object.assign(new ResilienceConfig(), settings);
    this.metrics = new Metrics();
    const connector = new UpstreamConnector(resilience, this.metrics, this.deadlineConfig, proxies, this.watcher);
    this.connectors.push(connector);
    return connector;
  }

  /** @param limitMs time until the deadline; by default more than a stalled machine needs */
  callWithin(limitMs = LONGEST_CALL_MS): BenchCall {
    const deadline = new Deadline(performance.now(), limitMs);
    this.deadlines.push(deadline);
    return { deadline, record: { attempts: 0 }, sideEffect: new SideEffectTracker() };
  }

  /** Closes all clients and deadlines that were created since the last `clear`. */
  clear(): void {
    for (const connector of this.connectors.splice(0)) connector.onApplicationShutdown();
    for (const deadline of this.deadlines.splice(0)) deadline.release();
  }
}

/** Returns the code of a failure, or OK. */
export async function codeOf(result: Promise<unknown>): Promise<string> {
  return result.then(
    () => 'OK',
    (error: Error & { code?: string }) => error.code ?? error.name,
  );
}
