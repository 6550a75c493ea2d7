import { randomBytes } from 'node:crypto';
import { Reply, startService, TestService } from '../support/service.js';
import { jws } from './jws.js';
import { head, RawConnection } from '../support/network/raw-connection.js';

/** The number of pipelined requests that one connection may have in flight. */
const BATCH = 25;

describe('a flood of random key ids', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const lookup = (): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { token: service.world.issuer.token() });
  const fetches = (): number => service.world.genesys.count('jwks');

  /** Sends calls over one connection, each with a different key id. Returns the count of each response status. */
  async function flood(calls: number): Promise<Map<number, number>> {
    const connection = await RawConnection.open(service.port);
    const claims = service.world.issuer.claims();
    const signature = randomBytes(256);
    const statuses = new Map<number, number>();
    for (let sent = 0; sent < calls; sent += BATCH) {
      for (let index = 0; index < BATCH; index += 1) {
        const token = jws({ alg: 'RS256', kid: randomBytes(8).toString('hex') }, claims, () => signature);
        connection.send(
          head('POST /api/v1/dataactions/customer-lookup HTTP/1.1', {
            Authorization: `Bearer ${token}`,
            'Content-Length': 0,
          }),
        );
      }
      for (let index = 0; index < BATCH; index += 1) {
        const { status } = await connection.response();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
    connection.close();
    return statuses;
  }

  it('causes one fetch of the keys, and no rejection of a valid token', async () => {
    service = await startService();
    const before = fetches();

    const statuses = await flood(2_000);

    expect(statuses).toEqual(new Map([[401, 2_000]]));
    expect(fetches() - before).toBe(1);
    expect((await lookup()).status).toBe(200);
  });
});
