import { Fault } from '../../sandbox/simulator/faults.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { Reply, startService, TestService } from '../support/service.js';

const STYLES = ['status', 'in-body'] as const;
const CONTEXT = {
  flow: { id: 'f-1', name: 'Main', version: '3.0' },
  interaction: { id: 'i-1', type: 'call', channel: 'voice' },
};
const GOOD = { customer_id: 'c-1' };

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment: { RETRY_ATTEMPTS: '1', CIRCUIT_FAILURES: '1000000' } });
});

beforeEach(() => service.world.reset());

describe('an input', () => {
  const call = (body: unknown) => service.call('customer-lookup', body, { headers: { 'Cache-Control': 'no-cache' } });
  const requestedId = (): string | null =>
    new URL(service.world.crm.calls('customers').at(-1)?.url ?? '/', 'http://crm').searchParams.get('id');

  it.each([
    ['plain, with unknown fields', { ...GOOD, new_field: { deep: [1] }, other: '${input.other}' }],
    ['in data beside a timestamp', { data: GOOD, timestamp: '2026-11-21T10:15:00Z' }],
    ['enveloped, with a timestamp', { data: GOOD, ...CONTEXT, timestamp: '2026-11-21T10:15:00Z' }],
    [
      'enveloped, with numbers instead of texts, without the optional parts',
      { data: GOOD, flow: { id: 1, name: 2 }, interaction: { id: 4, type: 5 } },
    ],
    ['enveloped, with an empty text as the flow', { data: GOOD, flow: '', interaction: null }],
    ['plain, with a text named data', { ...GOOD, data: 'x' }],
  ])('is accepted if it is %s', async (_, body) => {
    expect(await call(body)).toMatchObject({ status: 200, body: { data: { found: true } } });
    expect(requestedId()).toBe('c-1');
  });

  it('reaches the upstream unchanged, except that an integer becomes a text', async () => {
    const unusual = [
      '名前',
      '😀',
      'a b',
      '\u0000',
      '"\\',
      '../..',
      '<script>',
      '%00',
      "' OR 1=1 --",
      '\u2028',
      'a&id=b#c',
    ];
    const noTemplates = ['$5', 'c-$1', '${}', '$ {input.x}', 'US$input', '{input.x}', '#if(true)', '$$'];
    for (const customer_id of [...unusual, ...noTemplates, 9007199254740991]) {
      expect([customer_id, (await call({ customer_id })).status]).toEqual([customer_id, 200]);
      expect(requestedId()).toBe(String(customer_id));
    }
  });

  it.each([
    ['nothing', {}, 'customer_id'],
    ['a list', { customer_id: ['c-1'] }, 'customer_id'],
    ['a text that is too long', { customer_id: 'c'.repeat(201) }, 'customer_id'],
    ['empty data', { data: {}, ...CONTEXT }, 'customer_id'],
    ['no flow', { data: GOOD, interaction: CONTEXT.interaction }, 'flow'],
    ['a flow without a name', { data: GOOD, ...CONTEXT, flow: { id: 'f' } }, 'flow.name'],
    ['an interaction that is a number', { data: GOOD, ...CONTEXT, interaction: 7 }, 'interaction'],
    ['a timestamp that is an object', { data: GOOD, ...CONTEXT, timestamp: {} }, 'timestamp'],
  ])('with %s is rejected, and the error names the field', async (_, body, field) => {
    const reply = await call(body);

    expect(reply).toMatchObject({
      status: 400,
      body: {
        code: 'INVALID_INPUT',
        status_code: 400,
        fallback_type: 'invalid_request',
        action: 'fix_request',
        retry_after: 0,
      },
    });
    expect(reply.body.errors.join()).toContain(field);
    expect(envelopeDefects(reply)).toEqual([]);
    expect(service.world.crm.count('customers')).toBe(0);
  });

  it('can be nested up to 50 levels', async () => {
    const nested = (depth: number): string =>
      `{"customer_id":"c-1","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

    expect((await service.call('customer-lookup', undefined, { raw: nested(50) })).status).toBe(200);
    expect(await service.call('customer-lookup', undefined, { raw: nested(51) })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', errors: [expect.stringContaining('50 levels')] },
    });
  });

  it('with an integer that would lose digits is rejected with advice', async () => {
    const reply = await service.call('customer-lookup', undefined, { raw: '{"customer_id":9007199254740993}' });

    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(reply.body.errors.join()).toContain('send it as a string');
  });

  it('cannot pollute the prototype', async () => {
    const reply = await service.call('customer-lookup', undefined, {
      raw: '{"customer_id":"c-1","__proto__":{"x":1}}',
    });
    await call({ customer_id: 'c-1', constructor: { prototype: { x: 1 } } });

    expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('with unknown fields increments the metric of dropped fields', async () => {
    await call({ ...GOOD, one: 1, two: 2 });

    expect((await service.send('/metrics')).text).toMatch(
      /dataaction_dropped_fields_total\{action="customer-lookup"\} [2-9]/,
    );
  });

  it.each([
    ['X-Failure-Style', 'maybe'],
    ['X-Failure-Style', 'status, in-body'],
    ['X-Action-Timeout-Ms', '1.5'],
    ['X-Action-Timeout-Ms', ''],
  ])('with the header %s: %s is rejected in either failure style', async (name, value) => {
    for (const headers of [{}, { 'X-Failure-Style': 'in-body' }]) {
      const reply = await service.call('customer-lookup', GOOD, { headers: { ...headers, [name]: value } });

      expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', status_code: 400 } });
      expect(reply.body.errors.join()).toContain(name);
      expect(envelopeDefects(reply)).toEqual([]);
    }
  });

  it.each(['${input.customer_id}', '$!input.customer_id'])(
    'with the unrendered template %s is rejected in every field',
    async (template) => {
      const places: readonly [string, unknown][] = [
        ['customer_id', { customer_id: template }],
        ['customer_id', { data: { customer_id: template } }],
        ['customer_id', { data: { customer_id: template }, ...CONTEXT }],
        ['flow.id', { data: GOOD, ...CONTEXT, flow: { ...CONTEXT.flow, id: template } }],
        ['interaction.channel', { data: GOOD, ...CONTEXT, interaction: { ...CONTEXT.interaction, channel: template } }],
        ['timestamp', { data: GOOD, ...CONTEXT, timestamp: template }],
      ];
      for (const [field, body] of places) {
        const reply = await call(body);

        expect([field, reply.status, reply.body.code]).toEqual([field, 400, 'INVALID_INPUT']);
        expect(reply.body.errors.join()).toContain(`${field} still contains an unrendered template`);
        expect(reply.body.errors.join()).toContain('request template did not fill it');
      }
    },
  );

  it.each(['{"customer_id":${input.customer_id}}', '${input.rawRequest}'])(
    'with an unrendered template outside a string is rejected with a 400 that names the cause: %s',
    async (raw) => {
      const reply = await service.call('customer-lookup', undefined, { raw });

      expect(reply).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
      expect(reply.body.errors.join()).toContain("the Data Action's request template did not fill a value");
    },
  );
});

describe('a failure', () => {
  let customers = 100;

  /** Looks up a different customer each time, so that no call is a cache hit. */
  const lookup = (style: string, at = service): Promise<Reply> =>
    at.call('customer-lookup', { customer_id: `c-${(customers += 1)}` }, { headers: { 'X-Failure-Style': style } });

  const startBeside = (environment: Record<string, string>): Promise<TestService> =>
    startService({ world: service.world, environment: { RETRY_ATTEMPTS: '1', ...environment } });

  type Expected = readonly [httpStatus: number, code: string, ...fields: unknown[]];
  const UNREACHABLE: Expected = [429, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5];
  const BAD_RESPONSE: Expected = [429, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5];

  /** Checks a failed call in both failure styles. */
  async function expectFailure([httpStatus, code, ...fields]: Expected, at = service): Promise<void> {
    const [status_code, fallback_type, action, retry_after] = fields;
    const replies = await Promise.all(STYLES.map((style) => lookup(style, at)));

    expect(replies.map(({ status }) => status)).toEqual([httpStatus, 200]);
    for (const reply of replies) {
      expect(reply.body).toMatchObject({ code, status_code, fallback_type, action, retry_after });
      expect(reply.body).toMatchObject({ data: {}, status: 'error', success: false, source: 'none' });
      expect(envelopeDefects(reply)).toEqual([]);
    }
  }

  /** Returns a response with a status and an optional Retry-After header. */
  const status = (value: number, retryAfter?: string): Fault => ({
    kind: 'status',
    status: value,
    ...(retryAfter !== undefined && { headers: { 'Retry-After': retryAfter } }),
  });

  // `test/resilience/fault-matrix.e2e-spec.ts` has the codes of all faults for all actions.
  it.each<[string, Fault, Expected]>([
    ['a 401', status(401), [424, 'UPSTREAM_REJECTED', 401, 'api_failure', 'refresh_token', 0]],
    ['a 403', status(403), [424, 'UPSTREAM_REJECTED', 403, 'api_failure', 'log_permission_error', 0]],
    [
      'a 422 with Retry-After',
      status(422, '9'),
      [424, 'UPSTREAM_REJECTED', 422, 'api_failure', 'route_to_fallback', 0],
    ],
    ['a 429 with Retry-After', status(429, '7'), [429, 'UPSTREAM_THROTTLED', 429, 'api_failure', 'wait_and_retry', 7]],
    [
      'a 503 with Retry-After',
      status(503, '11'),
      [429, 'UPSTREAM_UNAVAILABLE', 503, 'api_failure', 'route_to_fallback', 11],
    ],
    ['a reset', { kind: 'reset' }, UNREACHABLE],
    ['an HTML page', { kind: 'notJson' }, BAD_RESPONSE],
    ['an empty response', { kind: 'notJson', text: '' }, BAD_RESPONSE],
    ['a 304', status(304), BAD_RESPONSE],
    ['a chunked response over 2 MB', { kind: 'oversize', chunked: true }, BAD_RESPONSE],
    ['a list instead of a customer', { kind: 'status', status: 200, body: [{ id: 'c-1' }] }, BAD_RESPONSE],
    ['a text instead of a customer', { kind: 'status', status: 200, body: 'c-1' }, BAD_RESPONSE],
  ])('caused by %s of the CRM has the documented response', async (_, fault, expected) => {
    service.world.crm.fail('customers', fault);

    await expectFailure(expected);
  });

  it('caused by a missing, incomplete or endless response is reported as unreachable after UPSTREAM_TIMEOUT_MS', async () => {
    const impatient = await startBeside({ UPSTREAM_TIMEOUT_MS: '300', CIRCUIT_FAILURES: '1000000' });
    for (const kind of ['hang', 'hangBody', 'drip'] as const) {
      service.world.crm.fail('customers', { kind });

      await expectFailure(UNREACHABLE, impatient);
    }
  });

  it('with a date in Retry-After reports the seconds until then', async () => {
    const inFiveMinutes = new Date(Date.now() + 300_000).toUTCString();
    service.world.crm.fail('customers', status(503, inFiveMinutes));
    const { headers, body } = await lookup('status');

    expect(body.retry_after).toBeGreaterThan(270);
    expect(body.retry_after).toBeLessThanOrEqual(300);
    expect(headers.get('Retry-After')).toBe(String(body.retry_after));
  });

  it('caused by a stopped CRM is reported as unreachable', async () => {
    await service.world.crm.stop();

    await expectFailure(UNREACHABLE);
    await service.world.crm.start();
    expect((await lookup('status')).status).toBe(200);
  });

  it.each([
    ['with an unknown host name', () => 'http://crm.invalid'],
    ['without TLS', () => service.world.crm.url.replace('http:', 'https:')],
  ])('caused by a CRM %s is reported as unreachable', async (_, url) => {
    await expectFailure(UNREACHABLE, await startBeside({ CRM_BASE_URL: url() }));
  });

  it('caused by the concurrency limit is OVERLOADED, and one caused by an open circuit reports when to retry', async () => {
    const { crm } = service.world;
    const limits = { UPSTREAM_MAX_CONCURRENCY: '1', CIRCUIT_FAILURES: '1', CIRCUIT_OPEN_MS: '60000' };
    const limited = await startBeside(limits);
    crm.fail('customers', { kind: 'hang' });
    const waiting = [lookup('status', limited), lookup('status', limited)];
    await crm.whenReceived('customers');
    await expectFailure([429, 'OVERLOADED', 429, 'rate_limited', 'wait_and_retry', expect.any(Number)], limited);

    await crm.stop();
    await Promise.all(waiting);
    await crm.start();
    await expectFailure([429, 'CIRCUIT_OPEN', 503, 'api_failure', 'route_to_fallback', expect.any(Number)], limited);
    const { retry_after } = (await lookup('status', limited)).body;
    expect(retry_after).toBeGreaterThan(30);
    expect(retry_after).toBeLessThanOrEqual(60);
    expect(crm.count('customers')).toBe(1);
  });

  it('caused by a bug of the service reveals no details', async () => {
    const crm: Partial<CrmClient> = service.app.get(CrmClient, { strict: false });
    crm.findCustomer = async () => {
      throw new TypeError('the secret of c-1');
    };

    await expectFailure([500, 'INTERNAL', 500, 'internal_error', 'route_to_fallback', 0]);
    expect((await lookup('status')).text).not.toContain('secret');
    delete crm.findCustomer;
  });

  it("does not reveal the CRM's response body", async () => {
    const body = { message: 'the key of ada@example.com is wrong' };
    service.world.crm.fail('customers', { kind: 'status', status: 400, body });

    expect((await lookup('status')).text).not.toContain('ada@example.com');
  });

  it.each([
    ['a 401', { token: 'a.b.c' }, 401, 'UNAUTHENTICATED'],
    ['a 415', { headers: { 'Content-Type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a 413', { raw: ' '.repeat(512_001) }, 413, 'PAYLOAD_TOO_LARGE'],
    ['malformed JSON', { raw: '{' }, 400, 'MALFORMED_JSON'],
  ])(
    'before the input is read keeps its HTTP status in the in-body style: %s',
    async (_, options, httpStatus, code) => {
      const headers = { 'X-Failure-Style': 'in-body', ...('headers' in options ? options.headers : {}) };
      const reply = await service.call('customer-lookup', {}, { ...options, headers });

      expect(reply).toMatchObject({ status: httpStatus, body: { code, status_code: httpStatus, retry_after: 0 } });
      expect(envelopeDefects(reply)).toEqual([]);
    },
  );
});
