import { startWorld, World } from '../support/world.js';
import { describeWithRedis, hasRedisServer, openRedis } from '../support/redis-server.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { ReceivedSpan, TraceCollector } from './trace-collector.js';
import { until } from '../support/until.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const PRIVATE = 'zx81-private';

/** The OTLP numbers of span kinds and of the error status. */
const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const ERROR = 2;

const withTraceHeaders = (traceId: string, headers: Record<string, string> = {}) => ({
  traceparent: `00-${traceId}-${PARENT}-01`,
  ...headers,
});

const linesOf = ({ log }: SpawnedService): Record<string, unknown>[] =>
  log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a traced service', () => {
  let world: World;
  let collector: TraceCollector;
  let redis: Awaited<ReturnType<typeof openRedis>> | undefined;
  let service: SpawnedService;
  let token: string;

  beforeAll(async () => {
    world = await startWorld();
    collector = await new TraceCollector().start();
    redis = hasRedisServer ? await openRedis() : undefined;
    service = await spawnService(world, {
      LOG_LEVEL: 'info',
      RETRY_BASE_MS: '1',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      ...(redis && { REDIS_URL: redis.url }),
    });
    token = world.issuer.token({ claims: { email: PRIVATE } });
  }, 180_000);

  beforeEach(() => world.reset());

  /** Returns the spans of a trace after the server span has arrived. */
  async function spansOf(traceId: string): Promise<readonly ReceivedSpan[]> {
    await until(() => collector.of(traceId).some(({ kind }) => kind === SERVER));
    return collector.of(traceId);
  }

  const call = (customer: string, headers: Record<string, string>) =>
    service.call(token, { customer_id: customer }, headers);

  it("records a call in its caller's trace, from the request to the upstream", async () => {
    await call('c-1', withTraceHeaders(TRACE, { tracestate: 'vendor=1', 'ININ-Correlation-Id': 'correlation-1' }));
    const spans = await spansOf(TRACE);
    const [server, action, attempt, client] = [
      'POST /api/v1/dataactions/customer-lookup',
      'dataaction customer-lookup',
      'CRM GET customers',
      'GET',
    ].map((name) => spans.find((span) => span.name === name));

    expect([server?.kind, action?.kind, attempt?.kind, client?.kind]).toEqual([SERVER, INTERNAL, INTERNAL, CLIENT]);
    expect(server?.parentSpanId).toBe(PARENT);
    expect(action?.parentSpanId).toBe(server?.spanId);
    expect(attempt?.parentSpanId).toBe(action?.spanId);
    expect(client?.parentSpanId).toBe(attempt?.spanId);
    expect(world.crm.calls('customers')[0]?.headers).toMatchObject({
      traceparent: `00-${TRACE}-${client?.spanId}-01`,
      tracestate: 'vendor=1',
    });
  });

  it('records the same values in the span and in the log line, which contains the trace id', async () => {
    const traceId = 'a'.repeat(32);
    world.crm.fail('customers', { kind: 'status', status: 503, times: 1 });
    await call('c-2', withTraceHeaders(traceId, { 'ININ-Correlation-Id': 'correlation-2' }));
    const action = (await spansOf(traceId)).find(({ name }) => name.startsWith('dataaction'));

    expect(action?.attributes).toEqual({
      'dataaction.name': 'customer-lookup',
      'dataaction.code': 'OK',
      'dataaction.source': 'api',
      'dataaction.attempts': 2,
      'dataaction.correlation_id': 'correlation-2',
      'dataaction.organisation': '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
    });
    expect(action?.resource).toMatchObject({ 'service.name': 'genesys-cloud-data-actions-backend' });
    await until(() => service.log.includes('correlation-2'));
    expect(linesOf(service).find(({ correlation_id }) => correlation_id === 'correlation-2')).toMatchObject({
      trace_id: traceId,
    });
  });

  it('marks failed spans with only their code', async () => {
    const traceId = 'b'.repeat(32);
    world.crm.fail('customers', { kind: 'status', status: 500, body: { message: PRIVATE } });
    await call('c-3', withTraceHeaders(traceId, { 'X-Failure-Style': 'in-body' }));
    const spans = await spansOf(traceId);

    const failed = spans.filter(({ kind, status }) => kind === INTERNAL && status.code === ERROR);
    expect(new Set(failed.map(({ name, status }) => `${name}: ${status.message}`))).toEqual(
      new Set(['CRM GET customers: UPSTREAM_UNAVAILABLE', 'dataaction customer-lookup: UPSTREAM_UNAVAILABLE']),
    );
  });

  it('begins a trace if the caller has no valid one', async () => {
    await call('c-4', { 'ININ-Correlation-Id': 'correlation-4', traceparent: `00-${'0'.repeat(32)}-${PARENT}-01` });
    await until(() => service.log.includes('correlation-4'));
    const { trace_id } = linesOf(service).find(({ correlation_id }) => correlation_id === 'correlation-4') ?? {};

    expect(trace_id).toMatch(/^(?!0{32})[\da-f]{32}$/);
    expect((await spansOf(String(trace_id))).some(({ name }) => name === 'dataaction customer-lookup')).toBe(true);
  });

  describeWithRedis('with Redis', () => {
    it('records Redis commands without their arguments', async () => {
      const traceId = 'c'.repeat(32);
      await call('c-5', withTraceHeaders(traceId));
      const commands = (await spansOf(traceId)).filter(({ attributes }) => attributes['db.system.name'] === 'redis');

      expect(commands.length).toBeGreaterThan(0);
      for (const { attributes } of commands) expect(attributes['db.query.text']).toBe(attributes['db.operation.name']);
    });
  });

  it('propagates no baggage, and records no probes', async () => {
    await call('c-6', withTraceHeaders('d'.repeat(32), { baggage: `user=${PRIVATE}` }));
    await spansOf('d'.repeat(32));

    expect(world.crm.calls('customers')[0]?.headers).not.toHaveProperty('baggage');
    expect(collector.spans.filter(({ attributes }) => attributes['url.path'] === '/health/ready')).toEqual([]);
  });

  it('exports no token, no key and no input', async () => {
    const traceId = 'e'.repeat(32);
    await service.statusOf(`/nowhere?token=${token}&key=${PRIVATE}`);
    await call(`c-${PRIVATE}`, withTraceHeaders(traceId, { 'X-Forwarded-For': PRIVATE, Cookie: PRIVATE }));
    await spansOf(traceId);

    expect(collector.text).toContain('customer-lookup');
    expect(collector.text).not.toContain(PRIVATE);
    for (const part of token.split('.')) expect(collector.text).not.toContain(part);
    expect(service.log).not.toContain('OpenTelemetry');
  });

  it('serves calls without its collector, logs the lost spans once, and flushes its last spans when it stops', async () => {
    await collector.stop();
    expect((await call('c-7', {})).status).toBe(200);
    await until(() => service.log.includes('"name":"OpenTelemetry"'));
    await collector.start();
    const traceId = 'f'.repeat(32);
    await call('c-8', withTraceHeaders(traceId));
    service.signal('SIGTERM');

    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect(collector.of(traceId).length).toBeGreaterThan(0);
    expect(linesOf(service).filter(({ name }) => name === 'OpenTelemetry')).toHaveLength(1);
  });
});
