import { Logger } from '@nestjs/common';
import { Metrics } from '../src/observability/metrics.js';
import { Deadline } from '../src/resilience/deadline/deadline.js';
import { DeadlineConfig } from '../src/resilience/deadline/deadline.config.js';
import { ResilienceConfig } from '../src/resilience/upstream/resilience.config.js';
import { SideEffectTracker } from '../src/resilience/upstream/side-effect-tracker.js';
import { UpstreamConnector } from '../src/resilience/upstream/upstream-connector.js';
import { UpstreamHttp } from '../src/resilience/upstream/upstream-http.js';

// Circuits open by the dozen on a bench; what is said of that has a spec of its own.
Logger.overrideLogger(false);

/** A call on whose behalf an upstream is asked. */
export interface BenchCall {
  readonly deadline: Deadline;
  readonly record: { attempts: number };
  readonly sideEffect: SideEffectTracker;
}

/** Upstream clients as the service makes them, without the service. */
export class UpstreamBench {
  /** Of the client that was connected last. */
  metrics = new Metrics();
  private readonly connectors: UpstreamConnector[] = [];
  private readonly deadlines: Deadline[] = [];

  /** A client whose waits are a few milliseconds, and whose circuits do not open unless told. */
  connect(url: string, config: Partial<ResilienceConfig> = {}, name = 'CRM'): UpstreamHttp {
    const told = { timeoutMs: 500, retryBaseMs: 4, circuitFailures: 1_000_000, ...config };
    const resilience = Object.assign(new ResilienceConfig(), told);
    this.metrics = new Metrics();
    const connector = new UpstreamConnector(resilience, this.metrics, new DeadlineConfig());
    this.connectors.push(connector);
    return connector.connect(name, url);
  }

  callWithin(limitMs: number): BenchCall {
    const deadline = new Deadline(performance.now(), limitMs);
    this.deadlines.push(deadline);
    return { deadline, record: { attempts: 0 }, sideEffect: new SideEffectTracker() };
  }

  /** Closes what was opened since the last time. */
  clear(): void {
    for (const connector of this.connectors.splice(0)) connector.onApplicationShutdown();
    for (const deadline of this.deadlines.splice(0)) deadline.release();
  }
}

/** The code of a failure, or OK. */
export async function codeOf(answered: Promise<unknown>): Promise<string> {
  return answered.then(
    () => 'OK',
    (error: Error & { code?: string }) => error.code ?? error.name,
  );
}
