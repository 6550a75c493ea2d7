import { Fault } from '../sandbox/faults.js';
import { Lookups } from './lookups.js';

const CALLS = 300;
const AT_A_TIME = 50;

/** One kind of failure for all; the long rounds go through the others. */
const FAILURE: Fault = { kind: 'status', status: 500 };

describe('an upstream that answers 500', () => {
  let lookups: Lookups;

  afterEach(() => lookups.stop());

  it(`is asked by ${CALLS} calls at most 1.10 times as often, and 10 times more, by the retry budget alone`, async () => {
    lookups = await Lookups.start({ CIRCUIT_FAILURES: '1000000', UPSTREAM_TIMEOUT_MS: '60' });
    const { crm } = lookups.service.world;
    const before = await lookups.attempts();
    crm.journal.clear();
    crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, AT_A_TIME);

    expect(counts['OK']).toBeUndefined();
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(340);
    expect(crm.count('customers')).toBeLessThanOrEqual(340);
    expect(await lookups.metric('upstream_retries_total', 'decision="budget-spent"')).toBeGreaterThan(0);
  });

  it(`is asked by ${CALLS} calls a few times, and then left alone by its circuit`, async () => {
    lookups = await Lookups.start({ UPSTREAM_TIMEOUT_MS: '60' });
    const before = await lookups.attempts();
    lookups.service.world.crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, AT_A_TIME);

    expect(counts['CIRCUIT_OPEN']).toBeGreaterThan(CALLS - 2 * AT_A_TIME);
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(2 * AT_A_TIME);
    expect(await lookups.metric('upstream_circuit_state', 'upstream="CRM"')).toBe(2);
  });
});
