import { Fault } from '../sandbox/faults.js';
import { Crm } from '../sandbox/crm.js';
import { Lookups } from './lookups.js';

const CALLS = 1_000;
const AT_A_TIME = 50;

const DEATHS: readonly (readonly [string, Fault | 'refused'])[] = [
  ['answers 500', { kind: 'status', status: 500 }],
  ['refuses connections', 'refused'],
  ['says nothing', { kind: 'hang' }],
];

async function die(crm: Crm, death: Fault | 'refused'): Promise<void> {
  if (death === 'refused') return crm.stop();
  crm.fail('customers', death);
}

describe.each(DEATHS)('an upstream that %s', (_, death) => {
  let lookups: Lookups;

  afterEach(() => lookups.stop());

  it(`is asked by ${CALLS} calls at most 1.10 times as often, and 10 times more, by the retry budget alone`, async () => {
    lookups = await Lookups.start({ CIRCUIT_FAILURES: '1000000', UPSTREAM_TIMEOUT_MS: '60' });
    const { crm } = lookups.service.world;
    const before = await lookups.attempts();
    crm.journal.clear();
    await die(crm, death);

    const counts = await lookups.many(CALLS, AT_A_TIME);

    expect(counts['OK']).toBeUndefined();
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(1_110);
    expect(crm.count('customers')).toBeLessThanOrEqual(1_110);
    expect(await lookups.metric('upstream_retries_total', 'decision="budget-spent"')).toBeGreaterThan(0);
  });

  it(`is asked by ${CALLS} calls a few times, and then left alone by its circuit`, async () => {
    lookups = await Lookups.start({ UPSTREAM_TIMEOUT_MS: '60' });
    const before = await lookups.attempts();
    await die(lookups.service.world.crm, death);

    const counts = await lookups.many(CALLS, AT_A_TIME);

    expect(counts['CIRCUIT_OPEN']).toBeGreaterThan(CALLS - 2 * AT_A_TIME);
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(2 * AT_A_TIME);
    expect(await lookups.metric('upstream_circuit_state', 'upstream="CRM"')).toBe(2);
  });
});
