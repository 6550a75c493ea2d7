import { parseFilter } from '../../src/conversation-filter/language/parse-filter.js';
import { UpstreamRejected } from '../../src/errors/upstream-errors.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { rawResponse } from '../../src/upstreams/genesys/responses/raw-response.js';
import { basic, clientsVariable, TestClient } from '../oauth/known-clients.js';
import { Lookups } from '../support/lookups.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService } from '../support/service.js';
import { UpstreamBench } from '../resilience/upstream-bench.js';
import { timed } from './timed.js';

const AT_ONCE_MS = 250;

/** Texts that take seconds if the processing time grows with the square of their length. */
const HOSTILE_FILTERS = [
  '('.repeat(10_000),
  '('.repeat(5_000) + ')'.repeat(5_000),
  `a = '${'x'.repeat(100_000)}'`,
  `a = '${'\\x'.repeat(4_500)}`,
  'NOT '.repeat(2_400),
  'a IN ('.repeat(1_600),
  '='.repeat(9_000),
  'a=b or '.repeat(1_400),
];
const HOSTILE_RESPONSES = ['token:', 'bearer ', 'eyJabcdef.'].map((part) => part.repeat(3_000));

describe('hostile text', () => {
  it.each(HOSTILE_FILTERS)('is rejected at once as a filter: %.20s', async (text) => {
    const [, tookMs] = await timed(() => {
      expect(() => parseFilter(text)).toThrow('filter_expression');
    });

    expect(tookMs).toBeLessThan(AT_ONCE_MS);
  });

  it.each([...HOSTILE_RESPONSES, 'a'.repeat(100_000)])('in a response is redacted at once: %.20s', async (text) => {
    const failure = new UpstreamRejected('x', 400, { response: { status: 400, headers: {}, text } });

    const [, tookMs] = await timed(() => rawResponse(failure));

    expect(tookMs).toBeLessThan(AT_ONCE_MS);
  });
});

describe('an open circuit', () => {
  let lookups: Lookups;

  afterEach(() => lookups.stop());

  it('rejects within a millisecond', async () => {
    lookups = await Lookups.start({ RETRY_ATTEMPTS: '1', CIRCUIT_OPEN_MS: '60000' });
    lookups.service.world.crm.fail('customers', { kind: 'status', status: 500 });
    for (let call = 0; call < 6; call += 1) await lookups.one();
    const client = lookups.service.app.get(CrmClient, { strict: false });
    const bench = new UpstreamBench();

    const tookMs: number[] = [];
    for (let call = 0; call < 1_000; call += 1) {
      const rejection = client.findCustomer('c-1', bench.callWithin(8_000));
      tookMs.push((await timed(() => expect(rejection).rejects.toThrow()))[1]);
    }
    bench.clear();

    // Checks the median, because other processes delay some calls.
    expect(tookMs.sort((a, b) => a - b)[500]).toBeLessThan(1);
  });
});

describe('a rejection', () => {
  it('does not wait for the body of an unauthenticated caller', async () => {
    const service = await startService();
    const connection = await RawConnection.open(service.port);

    const [{ status }, tookMs] = await timed(() => {
      connection.send(
        head('POST /api/v1/dataactions/customer-lookup HTTP/1.1', {
          Authorization: 'Bearer a.b.c',
          'Content-Length': 100_000,
        }),
      );
      return connection.response();
    });
    connection.close();
    await service.stop();

    expect(status).toBe(401);
    expect(tookMs).toBeLessThan(AT_ONCE_MS);
  });

  it('of a token request takes as long as a success, with an unknown client or a wrong secret', async () => {
    const client: TestClient = { id: 'reader', secret: 'a-long-enough-secret', scopes: ['dataaction:read'] };
    const OAUTH_CLIENTS = await clientsVariable([client]);
    const service = await startService({ environment: { OAUTH_CLIENTS, AUTH_ATTEMPTS_PER_MINUTE: '1000' } });
    const credentials = [basic(client.id, client.secret), basic(client.id, 'wrong'), basic('nobody', 'wrong')];
    const tookMs = credentials.map(() => [] as number[]);

    for (let round = 0; round < 15; round += 1)
      for (const [index, Authorization] of credentials.entries()) {
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Authorization };
        const init = { method: 'POST', headers, body: 'grant_type=client_credentials' };
        tookMs[index]?.push((await timed(() => service.send('/oauth/token', init)))[1]);
      }
    await service.stop();
    const [right = 0, wrong = 0, unknown = 0] = tookMs.map((all) => all.sort((a, b) => a - b)[7]);

    for (const ratio of [wrong / right, unknown / right]) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.6);
    }
  });
});
