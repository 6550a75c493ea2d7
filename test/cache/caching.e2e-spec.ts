import { setTimeout as sleep } from 'node:timers/promises';
import { origin } from './caching-origin.js';
import { Reply, startService, TestService } from '../support/service.js';

describe('a cached action', () => {
  let service: TestService;
  let attempts = 0;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(() => service.world.reset());

  const lookup = (customer_id: unknown, headers: Record<string, string> = {}, token?: string): Promise<Reply> =>
    service.call('customer-lookup', { customer_id }, { headers, token });
  const requests = (): number => service.world.crm.count('customers');

  it('calls its upstream once, and returns the same data on a cache hit', async () => {
    const first = await lookup('c-once');
    const second = await lookup('c-once');

    expect(origin(first)).toEqual([200, 'MISS', 'api']);
    expect(first.headers.get('age')).toBeNull();
    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.headers.get('age')).toBe('0');
    expect(second.body.data).toEqual(first.body.data);
    expect(requests()).toBe(1);
  });

  it('shares an entry between equal inputs in different notations', async () => {
    await lookup('c-17');
    const flow = { id: 'f-1', name: 'Main' };
    const interaction = { id: 'i-1', type: 'call' };
    const enveloped = await service.call('customer-lookup', { data: { customer_id: 'c-17' }, flow, interaction });
    const numbered = await lookup(17);
    const sameNumber = await lookup('17');
    const withMore = await service.call('customer-lookup', { new_field: 1, customer_id: 'c-17', other: [] });

    expect([enveloped, numbered, sameNumber, withMore].map((reply) => reply.headers.get('x-cache'))).toEqual([
      'HIT',
      'MISS',
      'HIT',
      'HIT',
    ]);
  });

  it('never shares an entry between organisations', async () => {
    const token = (organization_id: string): string => service.world.issuer.token({ claims: { organization_id } });
    let name = 'Ada of A';
    service.world.crm.respondWith('customers', () => ({ status: 200, body: { id: 'c-org', name } }));
    const ofA = await lookup('c-org', {}, token('A'));
    name = 'Ada of B';
    const ofB = await lookup('c-org', {}, token('B'));
    const ofMixed = await lookup('c-org', {}, token('A:customer-lookup'));
    const againOfA = await lookup('c-org', {}, token('A'));

    expect(ofA.body.data).toMatchObject({ profile: { name: 'Ada of A' } });
    expect(origin(ofB)).toEqual([200, 'MISS', 'api']);
    expect(ofB.body.data).toMatchObject({ profile: { name: 'Ada of B' } });
    expect(origin(ofMixed)).toEqual([200, 'MISS', 'api']);
    expect(origin(againOfA)).toEqual([200, 'HIT', 'cache']);
    expect(againOfA.body.data).toEqual(ofA.body.data);
  });

  it.each(['no-cache', 'No-Cache', 'max-age=0, no-cache'])(
    'bypasses the cache on %s, and stores the result',
    async (directive) => {
      let name = 'old';
      service.world.crm.respondWith('customers', () => ({ status: 200, body: { id: 'c-new', name } }));
      const customer = `c-new ${directive}`;
      await lookup(customer);
      name = 'new';
      const bypassed = await lookup(customer, { 'Cache-Control': directive });
      const next = await lookup(customer);

      expect(origin(bypassed)).toEqual([200, 'BYPASS', 'api']);
      expect(origin(next)).toEqual([200, 'HIT', 'cache']);
      expect([bypassed, next].map(({ body }) => body.data)).toMatchObject([
        { profile: { name: 'new' } },
        { profile: { name: 'new' } },
      ]);
    },
  );

  it('caches the result for an unknown customer', async () => {
    expect(origin(await lookup('nobody'))).toEqual([200, 'MISS', 'api']);
    const second = await lookup('nobody');

    expect(origin(second)).toEqual([200, 'HIT', 'cache']);
    expect(second.body.data).toMatchObject({ found: false });
    expect(requests()).toBe(1);
  });

  it('caches no failure', async () => {
    service.world.crm.fail('customers', { kind: 'status', status: 400, times: 1 });

    expect(origin(await lookup('c-failing'))).toEqual([424, null, 'none']);
    expect(origin(await lookup('c-failing'))).toEqual([200, 'MISS', 'api']);
  });

  it('rejects an invalid input on each call without an upstream request', async () => {
    for (const input of [{}, { customer_id: '' }, { customer_id: ['c-1'] }]) {
      const first = await service.call('customer-lookup', input);
      const second = await service.call('customer-lookup', input);
      expect([first, second].map(({ body }) => body.code)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    }
    expect(requests()).toBe(0);
  });

  it('calls its upstream once for concurrent calls', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 100 });
    const replies = await Promise.all(Array.from({ length: 100 }, () => lookup('c-crowd')));

    expect(replies.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
    expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
    expect(requests()).toBe(1);
  });

  it('aborts the upstream call when its only caller disconnects, but not while another caller waits', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 800 });
    // A repeated run of this test needs other customers, because the first ones are cached.
    const [shared, own] = [`c-leaving-${(attempts += 1)}`, `c-alone-${attempts}`];
    const leave = new AbortController();
    const init = {
      method: 'POST',
      body: JSON.stringify({ customer_id: shared }),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${service.world.issuer.token()}` },
      signal: leave.signal,
    };
    const path = '/api/v1/dataactions/customer-lookup';
    const leaving = service.send(path, init).catch(() => undefined);
    await service.world.crm.whenReceived('customers');
    const staying = lookup(shared);
    await sleep(150);
    leave.abort();
    await leaving;
    expect(origin(await staying)).toEqual([200, 'HIT', 'cache']);
    expect(requests()).toBe(1);

    const alone = new AbortController();
    const body = JSON.stringify({ customer_id: own });
    const abandoned = service.send(path, { ...init, body, signal: alone.signal }).catch(() => undefined);
    await service.world.crm.whenReceived('customers', 2);
    alone.abort();
    await abandoned;
    expect(await service.world.crm.whenClosed('customers', 2)).toMatchObject({ completed: false, status: null });
  });

  it('counts cache hits and misses', async () => {
    await lookup('c-counted');
    await lookup('c-counted');
    const { text } = await service.send('/metrics');

    expect(text).toMatch(/^cache_answers_total\{action="customer-lookup",result="hit"\} [1-9]/m);
    expect(text).toMatch(/^cache_answers_total\{action="customer-lookup",result="miss"\} [1-9]/m);
    expect(text).toMatch(/^dataaction_calls_total\{action="customer-lookup",code="OK",source="cache"\} [1-9]/m);
  });

  it('does not affect other actions', async () => {
    const reply = await service.call('customer-overview', { customerId: 'c-1' });

    expect(origin(reply)).toEqual([200, null, 'api']);
    expect(reply.headers.get('age')).toBeNull();
  });
});
