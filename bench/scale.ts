import { World } from '../sandbox/world.js';
import { drive } from './load.js';
import { Subject } from './subject.js';
import { Workload } from './workloads.js';

/** Number of stored keys. The writes almost fill the in-memory store and leave space for the measured keys. */
const KEYS = { reads: 100_000, writes: 99_000 };

/** Servers whose cost per call should not depend on their stored keys and their number of actions. */
export interface Scales {
  readonly small: Subject;
  /** Stores 100,000 cached reads and 99,000 writes. */
  readonly full: Subject;
  /** Stores a few keys, and has only one action. */
  readonly bare: Subject;
}

/** @param start starts the service with an environment */
export async function startScales(
  world: World,
  workloads: readonly Workload[],
  start: (name: string, environment: Readonly<Record<string, string>>) => Promise<Subject>,
): Promise<Scales> {
  const scales = {
    small: await start('few keys', world.environment()),
    full: await start('100,000 keys', world.environment()),
    bare: await start('one action', readsAlone(world.environment())),
  };
  for (const [name, calls] of [
    ['read, upstream of 0 ms', KEYS.reads],
    ['first write', KEYS.writes],
  ] as const) {
    const workload = workloads.find((one) => one.name === name);
    if (workload) await drive(scales.full, workload, calls);
  }
  return scales;
}

/** Returns the environment without the upstreams of all actions except the cached read. */
const readsAlone = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(GENESYS|ORDERS)_/.test(name)));
