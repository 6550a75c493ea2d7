import { World } from '../sandbox/world.js';
import { drive } from './load.js';
import { Subject } from './subject.js';
import { Workload } from './workloads.js';

/** As many keys of writes as the memory of one process takes, but for some that are measured. */
const KEYS = { reads: 100_000, writes: 99_000 };

/** Servers that should cost the same at the same calls, whatever they hold and offer. */
export interface Scales {
  /** A few keys, every action. */
  readonly small: Subject;
  /** A hundred thousand keys of reads, and of writes. */
  readonly full: Subject;
  /** A few keys, and one action alone. */
  readonly bare: Subject;
}

/** @param start starts the service in an environment */
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

/** Without the addresses that all actions but the cached read need. */
const readsAlone = (environment: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(GENESYS|ORDERS)_/.test(name)));
