import { startWorld, World } from '../support/world.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { timed } from './timed.js';

const CLEAN_EXIT = { code: 0, signal: null };

describe('a service that receives a stop signal', () => {
  let world: World;
  let service: SpawnedService;

  beforeAll(async () => {
    world = await startWorld();
  });

  beforeEach(() => world.reset());
  afterEach(() => service.kill());

  const lookup = () => service.call(world.issuer.token(), { customer_id: 'c-1' });
  const stop = () =>
    timed(() => {
      service.signal('SIGTERM');
      return service.ended;
    });

  it('exits within a second and a half if no call is in flight', async () => {
    service = await spawnService(world);
    await lookup();

    const [ending, tookMs] = await stop();

    expect(ending).toEqual(CLEAN_EXIT);
    expect(tookMs).toBeLessThan(1_500);
  });

  it('stops within the drain timeout despite a hanging call, a silent connection and half a request', async () => {
    service = await spawnService(world, { DRAIN_TIMEOUT_MS: '500' });
    const connections = await Promise.all([1, 2].map(() => RawConnection.open(service.port)));
    connections[1]?.send(head('POST /api/v1/dataactions/customer-lookup HTTP/1.1').slice(0, -4));
    world.crm.fail('customers', { kind: 'hang' });
    const call = lookup().catch(() => undefined);
    await world.crm.whenReceived('customers');

    const [ending, tookMs] = await stop();

    expect(ending).toEqual(CLEAN_EXIT);
    expect(tookMs).toBeLessThan(500 + 1_000);
    await Promise.all([call, ...connections.map(({ ended }) => ended)]);
  });

  it('serves calls during the drain notice, and does not end it early', async () => {
    service = await spawnService(world, { DRAIN_NOTICE_MS: '3000' });

    const [ending, tookMs] = await timed(async () => {
      service.signal('SIGTERM');
      await until(async () => (await service.statusOf('/health/ready')) === 503);
      expect((await lookup()).status).toBe(200);
      return service.ended;
    });

    expect(ending).toEqual(CLEAN_EXIT);
    expect(tookMs).toBeGreaterThan(3_000);
  });

  it('stops within four seconds if the collector of its traces is unreachable', async () => {
    service = await spawnService(world, {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
    });
    await lookup();

    expect((await stop())[1]).toBeLessThan(4_000);
  });
});
