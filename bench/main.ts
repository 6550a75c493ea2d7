import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RedisProcess } from '../sandbox/process/redis-process.js';
import { startWorld } from '../sandbox/world.js';
import { chart } from './chart.js';
import { drive, Round } from './load.js';
import { Comparison, comparisonTable, Footprint, footprintTable, medianRound, speedOver } from './results.js';
import { startScales } from './scale.js';
import { leaveServerCore, Subject } from './subject.js';
import { Workload, workloadsFor } from './workloads.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    /** Measures only workloads with this text in their name. */
    only: { type: 'string', default: '' },
    /** Measures only the service: with few and with many keys, and with one action and with all actions. */
    scale: { type: 'boolean', default: false },
    json: { type: 'string' },
    chart: { type: 'string' },
    /** The command fails if the service is less than this many times as fast as stock Nest. */
    least: { type: 'string', default: '0' },
  },
});

interface PackageFile {
  readonly scripts: { readonly start: string };
}

const ROOT = join(__dirname, '..', '..');
/** The arguments of `npm start`: options of Node, and the service. */
const START = startArguments();
const HEALTH = '/health/live';
/** Calls before the measurement, so that V8 has compiled the code. The service has more code than the other servers. */
const WARM_UP_CALLS = 20_000;

/** Measures the built service with few and with many stored keys. */
async function scale(): Promise<void> {
  leaveServerCore();
  const world = await startWorld();
  const workloads = workloadsFor(world);
  const { small, full, bare } = await startScales(world, workloads, (name, environment) =>
    Subject.start(name, START, environment, '/health/ready'),
  );
  for (const [name, subjects] of [
    ['cached read', [small, full, bare]],
    ['replayed write', [small, full]],
  ] as const) {
    const workload = workloads.find((one) => one.name === name);
    if (workload) process.stdout.write(`${comparisonTable(await compare(subjects, workload))}\n`);
  }
  await Promise.all([small, full, bare].map((subject) => subject.stop()));
  await world.stop();
}

/** Measures the built service, plain Node and stock Nest alternately, so that noise affects all of them equally. */
async function main(): Promise<void> {
  leaveServerCore();
  const redis = await RedisProcess.startIfInstalled();
  const world = await startWorld();
  const service = (environment: Readonly<Record<string, string>>): Promise<Subject> =>
    Subject.start('service', START, environment, '/health/ready');
  const plain = (environment: Readonly<Record<string, string>>): Promise<Subject> =>
    Subject.start('node:http', [join(__dirname, 'plain-server.js')], environment, HEALTH);
  const [alone, shared] = [world.environment(), world.environment({ ...(redis && { REDIS_URL: redis.url }) })];
  const subjects = [
    await service(alone),
    await plain(alone),
    await Subject.start('stock Nest', [join(__dirname, 'stock-nest.js')], {}, HEALTH),
  ];
  const sharing = [await service(shared), await plain(shared)];
  const comparisons: Comparison[] = [];
  for (const workload of workloadsFor(world).filter(({ name }) => name.includes(values.only))) {
    const own = workload.isShared ? sharing : subjects.slice(0, 2);
    const comparison = await compare(workload.isEchoed ? subjects : own, workload);
    comparisons.push(comparison);
    process.stdout.write(`${comparisonTable(comparison)}\n`);
  }
  const footprints = await Promise.all(subjects.map(footprintOf));
  process.stdout.write(footprintTable(footprints));
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ comparisons, footprints }, null, 2)}\n`);
  if (values.chart) writeFileSync(values.chart, chart(comparisons));
  await Promise.all([...subjects, ...sharing].map((subject) => subject.stop()));
  await world.stop();
  await redis?.stop();
  for (const { workload, measured } of comparisons) {
    const stock = measured[2];
    if (!stock || stock.serviceAgainstIt >= Number(values.least)) continue;
    process.exitCode = 1;
    process.stderr.write(`${workload}: less than ${values.least} times as fast as stock Nest\n`);
  }
}

function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageFile;
  const [, ...args] = scripts.start.split(' ');
  return args.map((argument) => (argument.startsWith('-') ? argument : join(ROOT, argument)));
}

async function compare(subjects: readonly Subject[], workload: Workload): Promise<Comparison> {
  const rounds = new Map<Subject, Round[]>(subjects.map((subject) => [subject, []]));
  for (const subject of subjects) await drive(subject, workload, WARM_UP_CALLS);
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [subject, measured] of rounds) measured.push(await drive(subject, workload));
  const [own = []] = rounds.values();
  const measured = [...rounds].map(([{ name }, all]) => ({
    subject: name,
    ...medianRound(all),
    serviceAgainstIt: speedOver(own, all),
  }));
  return { workload: workload.name, measured };
}

async function footprintOf(subject: Subject): Promise<Footprint> {
  const { name, startMs } = subject;
  return { subject: name, startMs, ...(await subject.usageWithoutGarbage()) };
}

(values.scale ? scale() : main()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
