import { randomBytes } from 'node:crypto';
import { Reply, startService, TestService } from './service.js';
import { until } from './until.js';
import { jws } from './jws.js';
import { head, RawConnection } from './raw-connection.js';

/** As many requests as one connection may have unanswered at a time. */
const BATCH = 25;

describe('a flood of invented key ids', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const lookup = (): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { token: service.world.issuer.token() });
  const fetches = (): number => service.world.genesys.count('jwks');

  /** Sends so many calls in a row over one connection, each with a key id of its own, and counts the answers by status. */
  async function flood(calls: number, whileTrue: () => boolean = () => true): Promise<Map<number, number>> {
    const connection = await RawConnection.open(service.port);
    const claims = service.world.issuer.claims();
    const signature = randomBytes(256);
    const answers = new Map<number, number>();
    for (let sent = 0; sent < calls && whileTrue(); sent += BATCH) {
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
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    }
    connection.close();
    return answers;
  }

  it('costs the issuer one fetch, and harms no valid token', async () => {
    service = await startService();
    const before = fetches();

    const answers = await flood(10_000);

    expect(answers).toEqual(new Map([[401, 10_000]]));
    expect(fetches() - before).toBe(1);
    expect((await lookup()).status).toBe(200);
  });

  it('delays a new key of the issuer by one cooldown at most', async () => {
    service = await startService({ environment: { AUTH_JWKS_COOLDOWN_SECONDS: '1' } });
    let isOver = false;
    const flooding = flood(100_000, () => !isOver);
    await until(() => fetches() === 2);

    service.world.issuer.rotate();
    const rotatedAtMs = performance.now();
    await until(async () => (await lookup()).status === 200, 3_000);
    const delayMs = performance.now() - rotatedAtMs;
    isOver = true;
    await flooding;

    expect(delayMs).toBeLessThan(1_500);
    expect(fetches()).toBeLessThanOrEqual(4);
  });
});
