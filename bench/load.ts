import autocannon from 'autocannon';
import { Subject } from './subject.js';
import { Workload } from './workloads.js';

const CONNECTIONS = 16;

/** What a round of calls cost and took. */
export interface Round {
  readonly callsPerSecond: number;
  /** Of the server alone, by its own account. */
  readonly cpuMicrosecondsPerCall: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/**
 * Sends a round of calls and checks every answer.
 *
 * @throws Error where an answer is not what the workload asks for: a wrong answer costs nothing
 */
export async function drive(subject: Subject, workload: Workload, calls = workload.calls): Promise<Round> {
  const { method, path, headers, body, status, mark } = workload;
  const before = await subject.usage();
  const rest = stayAwake();
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
        onResponse: (answered, text) => {
          if (answered === status && text.includes(mark)) return;
          const told = `${answered} ${text.slice(0, 200)}`;
          wrong.set(told, (wrong.get(told) ?? 0) + 1);
        },
      },
    ],
  });
  rest();
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
 * Keeps this process from sleeping between answers. A server pays for waking whom it answers, and the more so the slower it is:
 * that is a matter of this machine, and not of what a call costs.
 *
 * @returns lets it sleep again
 */
function stayAwake(): () => void {
  let isAwake = true;
  const look = (): void => {
    if (isAwake) setImmediate(look);
  };
  look();
  return () => void (isAwake = false);
}
