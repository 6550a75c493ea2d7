import { Fault } from '../../sandbox/simulator/faults.js';
import { Lookups } from '../support/lookups.js';

const CALLS = 300;
const CONCURRENCY = 50;

/** The endurance tests cover the other failures. */
const FAILURE: Fault = { kind: 'status', status: 500 };

describe('an upstream that responds with 500', () => {
  let lookups: Lookups;

  afterEach(() => lookups.stop());

  it(`receives at most 1.10 times the requests of ${CALLS} calls plus 10, by the retry budget alone`, async () => {
    lookups = await Lookups.start({ CIRCUIT_FAILURES: '1000000', UPSTREAM_TIMEOUT_MS: '60' });
    const { crm } = lookups.service.world;
    const before = await lookups.attempts();
    crm.journal.clear();
    crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, CONCURRENCY);

    expect(counts['OK']).toBeUndefined();
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(340);
    expect(crm.count('customers')).toBeLessThanOrEqual(340);
    expect(await lookups.metric('upstream_retries_total', 'decision="budget-spent"')).toBeGreaterThan(0);
  });

  it(`receives a few requests of ${CALLS} calls until its circuit opens`, async () => {
    lookups = await Lookups.start({ UPSTREAM_TIMEOUT_MS: '60' });
    const before = await lookups.attempts();
    lookups.service.world.crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, CONCURRENCY);

    expect(counts['CIRCUIT_OPEN']).toBeGreaterThan(CALLS - 2 * CONCURRENCY);
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(2 * CONCURRENCY);
    expect(await lookups.metric('upstream_circuit_state', 'upstream="CRM"')).toBe(2);
  });
});
