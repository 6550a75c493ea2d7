import { World } from '../../sandbox/world.js';

/** Start and end of the failure in each measurement, in seconds from the start of the measurement. */
export const FAILS_AT_S = 4;
export const RECOVERS_AT_S = 14;
export const ENDS_AT_S = 22;

export interface Incident {
  readonly name: string;
  readonly title: string;
  readonly begin: (world: World) => Promise<void> | void;
}

/** Latency of the upstream when it works. */
const WELL = { kind: 'latency', latencyMs: 60 } as const;

export const INCIDENTS: readonly Incident[] = [
  {
    name: 'brown-out',
    title: '30 % of the requests fail with a 500',
    begin: ({ crm }) => crm.fail('customers', { kind: 'status', status: 500, share: 0.3, latencyMs: 60 }),
  },
  {
    name: 'outage',
    title: 'Every request fails with a 500',
    begin: ({ crm }) => crm.fail('customers', { kind: 'status', status: 500, latencyMs: 60 }),
  },
  { name: 'refused', title: 'Connections are refused', begin: ({ crm }) => crm.stop() },
  { name: 'hang', title: 'No request gets a response', begin: ({ crm }) => crm.fail('customers', { kind: 'hang' }) },
  {
    name: 'slow',
    title: 'Responses take 2 s, and the concurrency limit is 20',
    begin: ({ crm }) => crm.fail('customers', { kind: 'latency', latencyMs: 2_000 }),
  },
];

export async function recover({ crm }: World): Promise<void> {
  await crm.start();
  crm.fail('customers', WELL);
}
