import { startWorld, World } from '../support/world.js';
import { head, RawConnection, RawResponse } from '../support/network/raw-connection.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';

/** Enough for the start, and few enough to be used up by the test. */
const MAX_FILES = 160;
const CALLERS = 12;
/** A call without a connection would wait for seconds. */
const FEW_RETRIES = { RETRY_ATTEMPTS: '2', RETRY_BASE_MS: '20' };

describe('a service without a free file descriptor', () => {
  let world: World;
  let service: SpawnedService;
  let callers: RawConnection[];
  const idle: RawConnection[] = [];
  let customers = 0;

  beforeEach(async () => {
    world = await startWorld();
    callers = [];
  });

  afterEach(async () => {
    for (const connection of [...callers, ...idle.splice(0)]) connection.close();
    await service.kill();
    await world.stop();
  });

  const get = async (caller: RawConnection, path: string): Promise<RawResponse> => {
    caller.send(`GET ${path} HTTP/1.1\r\nHost: service.test\r\n\r\n`);
    return caller.response();
  };
  const lookup = async (caller: RawConnection): Promise<RawResponse> => {
    customers += 1;
    const body = JSON.stringify({ customer_id: `c-${customers}` });
    const headers = { Authorization: `Bearer ${world.issuer.token()}`, 'Content-Type': 'application/json' };
    const path = '/api/v1/dataactions/customer-lookup';
    caller.send(head(`POST ${path} HTTP/1.1`, { ...headers, 'Content-Length': body.length }), body);
    return caller.response();
  };
  const codesOf = (replies: readonly RawResponse[]): string[] => [...new Set(replies.map(({ body }) => body.code))];

  /** Opens connections until the service closes a new one at once. */
  async function useUpDescriptors(): Promise<void> {
    for (let isClosed = false; !isClosed;) {
      const connection = await RawConnection.open(service.port);
      isClosed = await get(connection, '/health/live').then(
        () => false,
        () => true,
      );
      if (!isClosed) idle.push(connection);
    }
  }

  it.each(['127.0.0.1', 'localhost'])(
    'answers OVERLOADED for calls that need a connection to %s, opens no circuit, and serves again',
    async (host) => {
      service = await spawnService(
        world,
        { CRM_BASE_URL: world.crm.url.replace('127.0.0.1', host), ...FEW_RETRIES },
        MAX_FILES,
      );
      callers = await Promise.all(Array.from({ length: CALLERS }, () => RawConnection.open(service.port)));
      for (const caller of callers) await get(caller, '/health/live');
      await useUpDescriptors();

      const replies = await Promise.all(callers.map(lookup));

      expect(codesOf(replies)).toEqual(['OVERLOADED']);
      expect(replies[0]).toMatchObject({ status: 429, body: { action: 'wait_and_retry' } });
      expect(world.crm.count('customers')).toBe(0);
      const [metrics] = await Promise.all(callers.map((caller) => get(caller, '/metrics')));
      expect(metrics?.text).toMatch(/^upstream_circuit_state\{upstream="CRM",operation="GET customers"\} 0$/m);

      for (const connection of idle.splice(0)) connection.close();
      await until(async () => (await Promise.all(callers.map(lookup))).every(({ status }) => status === 200));
    },
  );
});
