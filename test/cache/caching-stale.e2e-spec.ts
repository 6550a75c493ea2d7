import { setTimeout as sleep } from 'node:timers/promises';
import { origin } from './caching-origin.js';
import { holdResponse } from '../support/network/held-response.js';
import { Reply, startService, TestService, until } from '../support/service.js';

describe('a stale entry', () => {
  let service: TestService;

  const start = async (environment: Record<string, string>): Promise<void> => {
    service = await startService({ environment: { CACHE_TTL_SECONDS: '1', ...environment } });
  };

  afterEach(() => service.stop());

  const lookup = (customer_id = 'c-1', headers: Record<string, string> = {}): Promise<Reply> =>
    service.call('customer-lookup', { customer_id }, { headers });

  it('is returned while the upstream is down, until it expires', async () => {
    await start({ CACHE_REVALIDATE_SECONDS: '0', CACHE_STALE_SECONDS: '2', CIRCUIT_OPEN_MS: '300' });
    const fresh = await lookup();
    await service.world.crm.stop();
    await sleep(1_000);
    const stale = await lookup();
    const inBody = await lookup('c-1', { 'X-Failure-Style': 'in-body' });

    expect(origin(stale)).toEqual([200, 'STALE', 'stale']);
    expect(stale.headers.get('age')).toMatch(/^[12]$/);
    expect(stale.body).toMatchObject({ success: true, code: 'OK', errors: [], data: fresh.body.data });
    expect(origin(inBody)).toEqual([200, 'STALE', 'stale']);
    expect(origin(await lookup('c-2'))).toEqual([429, null, 'none']);
    await until(async () => (await lookup()).status === 429);

    await service.world.crm.start();
    await until(async () => (await lookup()).body.source === 'api');
  });

  it('is returned before the deadline while the upstream hangs', async () => {
    await start({ CACHE_REVALIDATE_SECONDS: '0' });
    await lookup();
    service.world.crm.fail('customers', { kind: 'hang' });
    await sleep(1_000);
    const stale = await lookup('c-1', { 'X-Action-Timeout-Ms': '1500' });

    expect(origin(stale)).toEqual([200, 'STALE', 'stale']);
  });

  it('is returned during its revalidation', async () => {
    await start({});
    await lookup();
    const release = holdResponse(service.world.crm);
    await sleep(1_000);
    const replies = await Promise.all(Array.from({ length: 20 }, () => lookup()));

    expect(replies.map(origin)).toEqual(Array(20).fill([200, 'STALE', 'stale']));
    release();
    await until(async () => (await lookup()).body.source === 'cache');
    expect(service.world.crm.count('customers')).toBe(2);
  });

  it('is not returned for an unknown customer', async () => {
    await start({});
    const { body } = await lookup('nobody');
    await service.world.crm.stop();
    await sleep(1_000);

    expect(body.data).toMatchObject({ found: false });
    expect(origin(await lookup('nobody'))).toEqual([429, null, 'none']);
  });
});
