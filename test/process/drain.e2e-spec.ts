import { startWorld, World } from '../support/world.js';
import { ensureBuilt } from '../support/built-service.js';
import { holdResponse } from '../support/network/held-response.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { until } from '../support/until.js';

const CLEAN_EXIT = { code: 0, signal: null };

describe('a service that receives a stop signal', () => {
  let world: World;
  let service: SpawnedService;
  let customers = 0;

  beforeAll(async () => {
    await ensureBuilt();
    world = await startWorld();
  }, 150_000);

  beforeEach(() => world.reset());

  afterEach(() => service.kill());

  const lookup = () => service.call(world.issuer.token(), { customer_id: `c-${(customers += 1)}` });

  it('becomes unready, serves the calls in flight and later ones, stops listening, and exits with code 0', async () => {
    service = await spawnService(world);
    const release = holdResponse(world.crm);
    const call = lookup();
    await world.crm.whenReceived('customers');

    service.signal('SIGTERM');
    await until(async () => (await service.statusOf('/health/ready')) === 503);
    expect(await service.statusOf('/health/live')).toBe(200);
    const late = await lookup();
    release();
    const response = await call;

    expect([late.status, late.headers.get('Connection')]).toEqual([200, 'close']);
    expect(response.status).toBe(200);
    expect(response.headers.get('Connection')).toBe('close');
    expect(await response.json()).toMatchObject({ success: true, data: { found: true } });
    expect(await service.ended).toEqual(CLEAN_EXIT);
    expect(await service.statusOf('/health/live')).toBe(0);
  });

  it('is not stopped by SIGHUP', async () => {
    service = await spawnService(world, { WORKERS: '1' });

    service.signal('SIGHUP');
    await until(() => service.log.includes('SIGHUP has no effect'));

    expect((await lookup()).status).toBe(200);
    service.signal('SIGTERM');
    expect(await service.ended).toEqual(CLEAN_EXIT);
  });

  it('completes its calls after repeated signals', async () => {
    service = await spawnService(world);
    const release = holdResponse(world.crm);
    const call = lookup();
    await world.crm.whenReceived('customers');

    service.signal('SIGTERM');
    await until(async () => (await service.statusOf('/health/ready')) === 503);
    service.signal('SIGTERM');
    service.signal('SIGINT');
    expect(await service.statusOf('/health/live')).toBe(200);
    release();

    expect((await call).status).toBe(200);
    expect(await service.ended).toEqual(CLEAN_EXIT);
  });
});
