import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { IsOptional, IsString } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../../src/data-actions/request/context/data-action-call.js';
import { UpstreamUnavailable } from '../../src/errors/upstream-errors.js';
import { RedisRateLimiter } from '../../src/rate-limit/redis-rate.limiter.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { connect } from '../support/redis-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { startWithActions } from '../support/service-with-actions.js';
import { Reply, startService, TestService, until } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';

class AnyInput {
  @IsString() @IsOptional() id?: string;
}

class CountOutput {
  count!: number;
}

const state = { count: 0, isDown: false, gate: Promise.resolve(), running: 0 };

@DataAction('counter', { effect: 'read', summary: 'Counts its executions', cache: { ttlMs: 300, staleMs: 0 } })
class CounterAction {
  @Execute(CountOutput)
  execute(@Input() _input: AnyInput): CountOutput {
    if (state.isDown) throw new UpstreamUnavailable('Counter', 503);
    return { count: (state.count += 1) };
  }
}

@DataAction('narrow', { effect: 'read', summary: 'Waits at a gate', maxConcurrency: 1 })
class NarrowAction {
  @Execute(CountOutput)
  async execute(@Input() _input: AnyInput): Promise<CountOutput> {
    state.running += 1;
    await state.gate;
    return { count: (state.running -= 1) };
  }
}

@DataAction('impatient', { effect: 'read', summary: 'Looks a customer up', upstreamTimeoutMs: 60 })
class ImpatientAction {
  constructor(private readonly crm: CrmClient) {}

  @Execute(CountOutput)
  async execute(@Input() { id = 'c-1' }: AnyInput, @Call() call: DataActionCall): Promise<CountOutput> {
    return { count: (await this.crm.findCustomer(id, call)) ? 1 : 0 };
  }
}

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

beforeEach(() => world.reset());

describe('The limits of one action', () => {
  let service: TestService;

  beforeAll(async () => {
    const environment = { RETRY_ATTEMPTS: '1' };
    service = await startWithActions({ actions: [CounterAction, NarrowAction, ImpatientAction], environment, world });
  });

  beforeEach(() => void Object.assign(state, { isDown: false }));

  it('serve no stale output with staleMs 0, although the variables allow an hour', async () => {
    const first = await service.call('counter', {});
    state.isDown = true;
    const sources: string[] = [];
    await until(async () => {
      const { status, body } = await service.call('counter', {});
      sources.push(body.source);
      return status === 429;
    });

    expect(first.body).toMatchObject({ source: 'api', data: { count: 1 } });
    expect(new Set(sources.slice(0, -1))).toEqual(new Set(sources.length > 1 ? ['cache'] : []));
    expect(sources.at(-1)).toBe('none');
  });

  it('allow one execution, queue a second call and reject a third one', async () => {
    let open!: () => void;
    state.gate = new Promise((resolve) => (open = resolve));
    const running = service.call('narrow', { id: 'a' });
    await until(() => state.running === 1);
    const others = [service.call('narrow', { id: 'b' }), service.call('narrow', { id: 'c' })];
    const rejected: Reply = await Promise.race(others);
    const whileFull = state.running;
    open();
    const replies = await Promise.all([running, ...others]);

    expect(rejected).toMatchObject({
      status: 429,
      body: { code: 'OVERLOADED', errors: ['Concurrency limit reached for action narrow (1)'] },
    });
    expect(whileFull).toBe(1);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
  });

  it('limit the time of an attempt at an upstream', async () => {
    world.crm.fail('customers', { kind: 'hang' });
    const [impatient, found] = await Promise.all([
      service.call('impatient', {}),
      service.call('narrow', {}).then(() => service.call('counter', {})),
    ]);

    expect(impatient.body).toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      errors: ['CRM did not respond within 60 ms'],
    });
    expect(found.status).toBe(200);
  });
});

describe('the rate limit', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ world, environment: { RATE_LIMIT_PER_MINUTE: '3' } });
  });

  const call = (client: string, { organisation = 'org-1', style = 'status', scope = 'dataaction:read' } = {}) => {
    const claims = { client_id: client, organization_id: organisation, scope };
    const token = world.issuer.token({ claims });
    return service.call('customer-lookup', { customer_id: 'c-1' }, { token, headers: { 'X-Failure-Style': style } });
  };
  const exhaust = async (client: string): Promise<void> => {
    for (let at = 0; at < 3; at += 1) expect((await call(client)).status).toBe(200);
  };

  const newClient = (): string => `client-${randomUUID()}`;

  it('rejects a client over the limit in both failure styles, with Retry-After', async () => {
    const busy = newClient();
    await exhaust(busy);
    const [byStatus, inBody] = [await call(busy), await call(busy, { style: 'in-body' })];

    expect([byStatus.status, inBody.status]).toEqual([429, 200]);
    for (const { headers, body } of [byStatus, inBody]) {
      expect(body).toMatchObject({ code: 'OVERLOADED', status_code: 429, fallback_type: 'rate_limited' });
      expect(body).toMatchObject({ action: 'wait_and_retry', success: false });
      expect(body.retry_after).toBeGreaterThan(10);
      expect(body.retry_after).toBeLessThanOrEqual(20);
      expect(headers.get('Retry-After')).toBe(String(body.retry_after));
    }
    expect([byStatus, inBody].flatMap(envelopeDefects)).toEqual([]);
  });

  it('is separate for each client and each organisation', async () => {
    const one = newClient();
    await exhaust(one);

    expect((await call(one)).status).toBe(429);
    expect((await call(newClient())).status).toBe(200);
    expect((await call(one, { organisation: 'org-2' })).status).toBe(200);
  });

  it('does not count calls that are unauthenticated or forbidden', async () => {
    const client = newClient();
    for (let at = 0; at < 5; at += 1) expect((await call(client, { scope: 'openid' })).status).toBe(403);
    for (let at = 0; at < 5; at += 1) expect((await service.call(LOOKUP, {}, { token: 'a.b.c' })).status).toBe(401);

    expect((await call(client)).status).toBe(200);
  });

  it('is checked before the body is read', async () => {
    const client = newClient();
    await exhaust(client);
    const token = world.issuer.token({ claims: { client_id: client, organization_id: 'org-1' } });
    const connection = await RawConnection.open(service.port);
    connection.send(
      head(`POST ${LOOKUP} HTTP/1.1`, {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'text/plain',
        'Content-Length': 1_000_000_000,
      }),
    );
    const response = await connection.response();
    connection.close();

    expect([response.status, response.body.code]).toEqual([429, 'OVERLOADED']);
  });

  it('does not apply to probes, and counts its decisions', async () => {
    for (let at = 0; at < 5; at += 1) expect((await service.send('/health/live')).status).toBe(200);
    const { text } = await service.send('/metrics');

    expect(text).toMatch(/rate_limit_decisions_total\{decision="admitted",store="memory"\} \d+/);
    expect(text).toMatch(/rate_limit_decisions_total\{decision="refused",store="memory"\} \d+/);
  });
});

describeWithRedis('the rate limit with Redis', () => {
  const parameters = { intervalMs: 60_000, burst: 50 };
  let server: RedisServer;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await RedisServer.start();
  });

  it('is exact for concurrent calls in several processes, and its keys expire', async () => {
    const client = randomUUID();
    const connections = await Promise.all([1, 2, 3, 4].map(() => connect(server.url, { timeoutMs: 5_000 })));
    const take = (connection: RedisConnection): Promise<number> =>
      new RedisRateLimiter(parameters, connection).take(client);
    const waits = await Promise.all(
      connections.flatMap((connection) => Array.from({ length: 50 }, () => take(connection))),
    );
    await Promise.all(connections.map((connection) => connection.onApplicationShutdown()));

    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(50);
    expect(Math.min(...waits.filter((waitMs) => waitMs > 0))).toBeGreaterThan(50_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    const [key = ''] = await server.keys(`*rate:${client}`);
    expect(await server.command('PTTL', key)).toBeGreaterThan(2_900_000);
    expect(await server.command('PTTL', key)).toBeLessThanOrEqual(3_000_000);
  });

  it('admits a call one interval after the limit was reached', async () => {
    const connection = await connect(server.url, { timeoutMs: 5_000 });
    const client = randomUUID();
    const limiter = new RedisRateLimiter({ intervalMs: 1_000, burst: 2 }, connection);
    const waits = [await limiter.take(client), await limiter.take(client), await limiter.take(client)];
    expect(waits.slice(0, 2)).toEqual([0, 0]);
    expect(waits[2]).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, (waits[2] ?? 0) + 5));

    expect(await limiter.take(client)).toBe(0);
    await connection.onApplicationShutdown();
  });

  it('is shared by several services, and separate in each service while Redis is down', async () => {
    const environment = { RATE_LIMIT_PER_MINUTE: '4', REDIS_URL: server.url };
    const one = await startService({ world, environment });
    const other = await startService({ world, environment });
    const token = world.issuer.token();
    const call = (service: TestService): Promise<Reply> =>
      service.call('customer-lookup', { customer_id: 'c-1' }, { token });
    const codes = async (...services: readonly TestService[]): Promise<string[]> => {
      const replies: string[] = [];
      for (const service of services) replies.push((await call(service)).body.code);
      return replies;
    };

    expect(await codes(one, other, one, other, one, other)).toEqual([
      'OK',
      'OK',
      'OK',
      'OK',
      'OVERLOADED',
      'OVERLOADED',
    ]);
    await server.kill();
    expect(await codes(one, one, one, one, one)).toEqual(['OK', 'OK', 'OK', 'OK', 'OVERLOADED']);
    expect(await codes(other)).toEqual(['OK']);
  });
});
