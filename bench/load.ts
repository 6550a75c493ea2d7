import autocannon from 'autocannon';
import { Subject } from './subject.js';
import { Workload } from './workloads.js';

const CONNECTIONS = 16;

/** Cost and latency of one round of calls. */
export interface Round {
  readonly callsPerSecond: number;
  /** Processor time of the server process, as reported by itself. */
  readonly cpuMicrosecondsPerCall: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Sends a round of calls and checks every response.
 *
 * @throws Error for an unexpected response, because such a response costs less processor time
 */
export async function drive(subject: Subject, workload: Workload, calls = workload.calls): Promise<Round> {
  const { method, path, headers, body, status, mark } = workload;
  const before = await subject.usage();
  const stopSpinning = keepAwake();
  const wrong = new Map<string, number>();
  const result = await autocannon({
    url: subject.url,
    connections: CONNECTIONS,
    amount: calls,
    timeout: 20,
    sampleInt: 50,
    requests: [
      {
        method,
        path,
        headers,
        ...(body && { setupRequest: (request) => ({ ...request, body: body() }) }),
        onResponse: (received, text) => {
          if (received === status && text.includes(mark)) return;
          const excerpt = `${received} ${text.slice(0, 200)}`;
          wrong.set(excerpt, (wrong.get(excerpt) ?? 0) + 1);
        },
      },
    ],
  });
  stopSpinning();
  const after = await subject.usage();
  if (wrong.size > 0 || result.errors > 0)
    throw new Error(`${subject.name}, ${workload.name}: ${result.errors} errors, ${JSON.stringify([...wrong])}`);
  return {
    callsPerSecond: calls / result.duration,
    cpuMicrosecondsPerCall: (after.cpuMicroseconds - before.cpuMicroseconds) / calls,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

/**
 * Keeps this process from sleeping between responses. Waking a sleeping client costs the server processor time, which
 * depends on the machine and not on the call.
 *
 * @returns a function that lets the process sleep again
 */
function keepAwake(): () => void {
  let isAwake = true;
  const spin = (): void => {
    if (isAwake) setImmediate(spin);
  };
  spin();
  return () => void (isAwake = false);
}
