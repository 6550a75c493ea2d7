import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../sandbox/process/free-port.js';
import { RedisProcess } from '../sandbox/process/redis-process.js';
import { ServiceProcess } from '../sandbox/process/service-process.js';
import { startWorld } from '../sandbox/world.js';
import { makeCall } from './caller.js';
import { Faults } from './faults.js';
import { Outcomes } from './outcomes.js';
import { Traffic } from './traffic.js';
import { findGrowth, readVitalSigns, VitalSigns } from './vital-signs.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '300' } },
});
const [minutes, callsPerSecond] = [Number(values.minutes), Number(values.rate)];

/** Short lifetimes, so that an hour shows the effects of a day. */
const ENVIRONMENT = {
  LOG_LEVEL: 'fatal',
  IDEMPOTENCY_TTL_SECONDS: '30',
  CACHE_TTL_SECONDS: '10',
  CACHE_REVALIDATE_SECONDS: '5',
  CACHE_STALE_SECONDS: '15',
  CIRCUIT_OPEN_MS: '1000',
};
/** Maximum number of pending calls. A slow machine sends fewer calls instead of queueing them. */
const MAX_PENDING = 100;
const TICK_MS = 10;
const SAMPLE_INTERVAL_MS = 2_000;
const REPORT_INTERVAL_MS = 30_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Runs the built service under load with faults, and reports whether its memory and responses stay as expected. */
async function main(): Promise<void> {
  const world = await startWorld();
  const redis = await RedisProcess.startIfInstalled();
  const environment = world.environment({ ...ENVIRONMENT, ...(redis && { REDIS_URL: redis.url }) });
  const service = await ServiceProcess.start(await freePort(), environment);
  service.showLog();
  const { url } = service;
  print(`${minutes} minutes at ${callsPerSecond} calls a second, ${redis ? 'with Redis' : 'without Redis'}`);
  const traffic = new Traffic(world);
  const faults = new Faults(world);
  const outcomes = new Outcomes();
  const series: VitalSigns[] = [];
  let calls = 0;
  const pending = new Set<Promise<void>>();
  const callOnce = async (): Promise<void> => {
    const planned = traffic.plan((calls += 1));
    const [wereAffected, startedAtMs] = [faults.affectCalls, performance.now()];
    const status = await makeCall(url, planned);
    outcomes.record(planned, status, performance.now() - startedAtMs, wereAffected || faults.affectCalls);
  };
  const startedAtMs = performance.now();
  let [sampleAtMs, reportAtMs] = [startedAtMs, startedAtMs + REPORT_INTERVAL_MS];
  while (performance.now() - startedAtMs < minutes * 60_000) {
    const due = ((performance.now() - startedAtMs) * callsPerSecond) / 1_000;
    while (calls < due && pending.size < MAX_PENDING) {
      const call = callOnce().finally(() => pending.delete(call));
      pending.add(call);
    }
    if (performance.now() >= sampleAtMs) {
      sampleAtMs += SAMPLE_INTERVAL_MS;
      void sample(url).then((signs) => series.push(signs));
    }
    if (performance.now() >= reportAtMs) {
      reportAtMs += REPORT_INTERVAL_MS;
      print(describe(calls, outcomes, series.at(-1)));
    }
    await sleep(TICK_MS);
  }
  faults.end();
  await Promise.all(pending);
  const exitCode = await service.stop();
  await redis?.stop();
  await world.stop();
  conclude(outcomes, series, exitCode);
}

const sample = async (url: string): Promise<VitalSigns> => readVitalSigns(await (await fetch(`${url}/metrics`)).text());

function describe(calls: number, { latencies, unexpectedCount }: Outcomes, signs: VitalSigns | undefined): string {
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => latencies.percentileMs(share));
  const vitals = signs
    ? `heap ${megabytes(signs.heapBytes)}, RSS ${megabytes(signs.rssBytes)}, ${signs.resources} resources, ${signs.openFiles} files`
    : 'no vital signs yet';
  return `${calls} calls, ${unexpectedCount} unexpected; p50 ${p50} ms, p99 ${p99} ms, p99.9 ${p999} ms; ${vitals}`;
}

function conclude(outcomes: Outcomes, series: readonly VitalSigns[], exitCode: number | null): void {
  print('');
  for (const [name, count] of [...outcomes.counts].sort()) print(`  ${name}  ${count}`);
  print(describe(outcomes.latencies.total, outcomes, series.at(-1)));
  const wrong = [...outcomes.unexpected, ...findGrowth(series)];
  if (exitCode !== 0) wrong.push(`the service ended with exit code ${exitCode}`);
  for (const line of wrong) print(`WRONG  ${line}`);
  print(wrong.length === 0 ? 'All responses were as expected, and memory is flat.' : 'The soak test failed.');
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
