import { DrainTracker } from '../../src/observability/drain-tracker.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const LOOKUP = 'POST /api/v1/dataactions/customer-lookup HTTP/1.1';
const LIVE = head('GET /health/live HTTP/1.1');

describe('a service under attack', () => {
  let service: TestService;
  /** A service with a short time limit for the head of a request. */
  let hasty: TestService;
  const open: RawConnection[] = [];

  beforeAll(async () => {
    service = await startService();
    hasty = await startService({ world: service.world, environment: { HEADERS_TIMEOUT_MS: '700' } });
  });

  beforeEach(() => service.world.reset());

  afterEach(() => open.splice(0).forEach((connection) => connection.close()));

  async function connectTo(at: TestService, ...parts: readonly string[]): Promise<RawConnection> {
    const connection = await RawConnection.open(at.port);
    open.push(connection);
    connection.send(...parts);
    return connection;
  }

  const connect = (...parts: readonly string[]) => connectTo(service, ...parts);

  /** Checks that regular callers are served. */
  async function expectService(at = service): Promise<void> {
    for (let call = 0; call < 20; call += 1) {
      const { status } = await at.call('customer-lookup', { customer_id: 'c-1' });

      expect(status).toBe(200);
    }
  }

  const authorised = (headers: Record<string, string | number>): string =>
    head(LOOKUP, {
      Authorization: `Bearer ${service.world.issuer.token()}`,
      'Content-Type': 'application/json',
      ...headers,
    });

  it('times out on endless heads, and serves other callers meanwhile', async () => {
    const slow = await Promise.all(
      Array.from({ length: 200 }, () => connectTo(hasty, 'GET / HTTP/1.1\r\nHost: a\r\n')),
    );
    const drip = setInterval(() => slow.forEach((connection) => connection.send('X-A: b\r\n')), 100);
    slow.forEach(({ socket }) => socket.on('error', () => undefined));
    await expectService(hasty);
    const response = await slow[0]?.response();

    expect(response).toMatchObject({ status: 408, body: { code: 'MALFORMED_JSON', status_code: 408 } });
    expect(response && envelopeDefects(response)).toEqual([]);
    await Promise.all(slow.map(({ ended }) => ended));
    clearInterval(drip);
  });

  it('closes silent connections without a response', async () => {
    const silent = await Promise.all(Array.from({ length: 1_000 }, () => connectTo(hasty)));
    await expectService(hasty);
    await Promise.all(silent.map(({ ended }) => ended));

    expect(silent.filter(({ hasResponse }) => hasResponse)).toEqual([]);
  });

  it('responds to endless bodies at the deadline, and serves other callers meanwhile', async () => {
    const late = authorised({ 'Content-Length': 500, 'X-Action-Timeout-Ms': 800 });
    const slow = await Promise.all(Array.from({ length: 100 }, () => connect(late, '{')));
    const drip = setInterval(() => slow.forEach((connection) => connection.send(' ')), 50);
    slow.forEach(({ socket }) => socket.on('error', () => undefined));
    await expectService();
    const responses = await Promise.all(slow.map((connection) => connection.response()));
    await Promise.all(slow.map(({ ended }) => ended));
    clearInterval(drip);

    expect(new Set(responses.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['429 DEADLINE_EXCEEDED']),
    );
  });

  it('reads no body of an unauthenticated caller', async () => {
    const slow = await Promise.all(
      Array.from({ length: 100 }, () => connect(head(LOOKUP, { 'Content-Length': 500 }), '{')),
    );
    const responses = await Promise.all(slow.map((connection) => connection.response()));

    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([401]));
    await Promise.all(slow.map(({ ended }) => ended));
  });

  it('serves some pipelined requests, and closes the connection on a flood of them', async () => {
    const regular = await connect(LIVE.repeat(20));
    for (let read = 0; read < 20; read += 1) expect((await regular.response()).status).toBe(200);

    const flood = await connect(LIVE.repeat(20_000));
    let responses = 0;
    const count = async (): Promise<void> => {
      for (;;) {
        await flood.response();
        responses += 1;
      }
    };
    await count().catch(() => undefined);

    expect(responses).toBe(32);
    await expectService();
  });

  it('closes the connection on a flood of pipelined calls, and sends only the accepted ones upstream', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 200 });
    const call = (id: number): string => {
      const input = `{"customer_id":"flood-${String(id).padStart(4, '0')}"}`;
      return authorised({ 'Content-Length': input.length }) + input;
    };
    const flood = await connect(Array.from({ length: 2_000 }, (_, id) => call(id)).join(''));
    flood.socket.on('error', () => undefined);
    await flood.ended;

    expect(service.world.crm.count('customers')).toBeLessThanOrEqual(32);
    service.world.reset();
    await expectService();
  });

  it('starts no request after a response that closes the connection', async () => {
    const call = authorised({ 'Content-Length': 21, 'Cache-Control': 'no-cache' }) + '{"customer_id":"c-1"}';
    const connection = await connect('GET /health/live HTTP/1.1\r\n\r\n' + call);

    expect((await connection.response()).status).toBe(400);
    await connection.ended;
    expect((await service.send('/health/live')).status).toBe(200);
    expect(service.world.crm.count('customers')).toBe(0);
  });

  it('limits its memory for callers that do not read responses', async () => {
    const notReading = await Promise.all(Array.from({ length: 5 }, () => connect()));
    notReading.forEach(({ socket }) => socket.pause());
    const before = process.memoryUsage().arrayBuffers;
    notReading.forEach((connection) => connection.send(head('GET /docs/swagger-ui-bundle.js HTTP/1.1').repeat(2_000)));
    await expectService();

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  it('limits connections in total and per address, and counts rejected ones', async () => {
    const limited = await startService({
      world: service.world,
      environment: { MAX_CONNECTIONS: '4', MAX_CONNECTIONS_PER_ADDRESS: '2' },
    });
    const accepted = [await RawConnection.open(limited.port), await RawConnection.open(limited.port)];
    accepted.forEach((connection) => connection.send(LIVE));
    for (const connection of accepted) expect((await connection.response()).status).toBe(200);
    const rejected = await RawConnection.open(limited.port);
    rejected.send(LIVE);
    await rejected.ended;

    expect(rejected.hasResponse).toBe(false);
    accepted.forEach((connection) => connection.close());
    await until(async () => (await limited.send('/metrics').catch(() => undefined))?.status === 200);
    const { text } = await limited.send('/metrics');
    expect(text).toMatch(/http_connections_refused_total\{limit="address"\} [1-9]/);
    await limited.stop();
  });

  it('drops pipelined calls of a reset connection', async () => {
    service.world.crm.fail('customers', { kind: 'latency', latencyMs: 200 });
    const call = authorised({ 'Content-Length': 21, 'Cache-Control': 'no-cache' }) + '{"customer_id":"c-1"}';
    const connection = await connect(call.repeat(5));
    await service.world.crm.whenReceived('customers');
    connection.reset();

    const tracker = service.app.get(DrainTracker);
    // A call that is never released exceeds the time limit of the test.
    await tracker.waitUntilIdle(60_000);
  });
});
