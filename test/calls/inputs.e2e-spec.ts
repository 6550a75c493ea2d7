import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const CONTEXT = {
  flow: { id: 'f-1', name: 'Main', version: '3.0' },
  interaction: { id: 'i-1', type: 'call', channel: 'voice' },
};
const GOOD = { customer_id: 'c-1' };

describe('an input', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(() => service.world.reset());

  const call = (body: unknown) => service.call('customer-lookup', body, { headers: { 'Cache-Control': 'no-cache' } });
  const requestedId = (): string | null =>
    new URL(service.world.crm.calls('customers').at(-1)?.url ?? '/', 'http://crm').searchParams.get('id');

  it.each([
    ['plain', GOOD],
    ['plain, with unknown fields', { ...GOOD, new_field: { deep: [1] }, other: '${input.other}' }],
    ['in data alone', { data: GOOD }],
    ['in data beside a timestamp', { data: GOOD, timestamp: '2026-11-21T10:15:00Z' }],
    ['enveloped', { data: GOOD, ...CONTEXT }],
    ['enveloped, with a timestamp', { data: GOOD, ...CONTEXT, timestamp: '2026-11-21T10:15:00Z' }],
    [
      'enveloped, without the optional parts',
      { data: GOOD, flow: { id: 'f', name: 'n' }, interaction: { id: 'i', type: 't' } },
    ],
    [
      'enveloped, with numbers instead of texts',
      { data: GOOD, flow: { id: 1, name: 2, version: 3 }, interaction: { id: 4, type: 5 } },
    ],
    [
      'enveloped, with empty optional parts',
      { data: GOOD, ...CONTEXT, flow: { ...CONTEXT.flow, version: null }, timestamp: '' },
    ],
    ['enveloped, with an empty text as the flow', { data: GOOD, flow: '', interaction: null }],
    ['plain, with a text named data', { ...GOOD, data: 'x' }],
  ])('is accepted %s', async (_, body) => {
    expect(await call(body)).toMatchObject({ status: 200, body: { data: { found: true } } });
    expect(requestedId()).toBe('c-1');
  });

  it('is coerced from a number to a text', async () => {
    await call({ customer_id: 9007199254740991 });

    expect(requestedId()).toBe('9007199254740991');
  });

  it.each([
    ['nothing', {}, 'customer_id'],
    ['an empty text', { customer_id: '' }, 'customer_id'],
    ['null', { customer_id: null }, 'customer_id'],
    ['a list', { customer_id: ['c-1'] }, 'customer_id'],
    ['an object', { customer_id: { id: 'c-1' } }, 'customer_id'],
    ['a boolean', { customer_id: true }, 'customer_id'],
    ['a fraction', { customer_id: 1.5 }, 'customer_id'],
    ['a text that is too long', { customer_id: 'c'.repeat(201) }, 'customer_id'],
    ['empty data', { data: {}, ...CONTEXT }, 'customer_id'],
    ['no flow', { data: GOOD, interaction: CONTEXT.interaction }, 'flow'],
    ['no interaction', { data: GOOD, flow: CONTEXT.flow }, 'interaction'],
    ['a flow without a name', { data: GOOD, ...CONTEXT, flow: { id: 'f' } }, 'flow.name'],
    ['a flow without an id', { data: GOOD, ...CONTEXT, flow: { name: 'n' } }, 'flow.id'],
    ['an interaction without a type', { data: GOOD, ...CONTEXT, interaction: { id: 'i' } }, 'interaction.type'],
    [
      'an interaction whose id is empty',
      { data: GOOD, ...CONTEXT, interaction: { id: '', type: 't' } },
      'interaction.id',
    ],
    ['a flow that is a text', { data: GOOD, ...CONTEXT, flow: 'f-1' }, 'flow'],
    ['a flow that is a list', { data: GOOD, ...CONTEXT, flow: [CONTEXT.flow] }, 'flow'],
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

  it.each(['名前', '😀', 'a b', 'é', '\u0000', '"\\', '../..', '<script>', '%00', "' OR 1=1 --", '\u2028', 'a&id=b#c'])(
    'reaches the upstream unchanged: %j',
    async (customer_id) => {
      expect((await call({ customer_id })).status).toBe(200);
      expect(requestedId()).toBe(customer_id);
    },
  );

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

  it('has its unknown fields counted', async () => {
    await call({ ...GOOD, one: 1, two: 2 });

    expect((await service.send('/metrics')).text).toMatch(
      /dataaction_dropped_fields_total\{action="customer-lookup"\} [2-9]/,
    );
  });

  it.each([
    ['X-Failure-Style', 'maybe'],
    ['X-Failure-Style', ''],
    ['X-Failure-Style', 'IN-BODY'],
    ['X-Failure-Style', 'status, in-body'],
    ['X-Action-Timeout-Ms', '0'],
    ['X-Action-Timeout-Ms', '-1'],
    ['X-Action-Timeout-Ms', '1.5'],
    ['X-Action-Timeout-Ms', '1e3'],
    ['X-Action-Timeout-Ms', 'soon'],
    ['X-Action-Timeout-Ms', ''],
    ['X-Action-Timeout-Ms', '9999999999999'],
  ])('with the header %s: %s is rejected in either failure style', async (name, value) => {
    for (const headers of [{}, { 'X-Failure-Style': 'in-body' }]) {
      const reply = await service.call('customer-lookup', GOOD, { headers: { ...headers, [name]: value } });

      expect(reply).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT', status_code: 400 } });
      expect(reply.body.errors.join()).toContain(name);
      expect(envelopeDefects(reply)).toEqual([]);
    }
  });

  it.each([
    ['${input.customer_id}'],
    ['$!{input.customer_id}'],
    ['$input.customer_id'],
    ['$!input.customer_id'],
    ['c-${input.number}'],
    ['$esc.jsonString(${input.customer_id})'],
    ['${input.customer-id}'],
  ])('with the unrendered template %s is rejected in every field', async (template) => {
    const places: readonly [string, unknown][] = [
      ['customer_id', { customer_id: template }],
      ['customer_id', { data: { customer_id: template } }],
      ['customer_id', { data: { customer_id: template }, ...CONTEXT }],
      ['flow.id', { data: GOOD, ...CONTEXT, flow: { ...CONTEXT.flow, id: template } }],
      ['flow.version', { data: GOOD, ...CONTEXT, flow: { ...CONTEXT.flow, version: template } }],
      ['interaction.id', { data: GOOD, ...CONTEXT, interaction: { ...CONTEXT.interaction, id: template } }],
      ['interaction.channel', { data: GOOD, ...CONTEXT, interaction: { ...CONTEXT.interaction, channel: template } }],
      ['timestamp', { data: GOOD, ...CONTEXT, timestamp: template }],
    ];
    for (const [field, body] of places) {
      const reply = await call(body);

      expect([field, reply.status, reply.body.code]).toEqual([field, 400, 'INVALID_INPUT']);
      expect(reply.body.errors.join()).toContain(`${field} still holds an unrendered template`);
      expect(reply.body.errors.join()).toContain('request template did not fill it');
    }
  });

  it.each(['{"customer_id":${input.customer_id}}', '{"customer_id":$!{input.customer_id}}', '${input.rawRequest}'])(
    'with an unrendered template outside a string is a 400 that names the cause: %s',
    async (raw) => {
      const reply = await service.call('customer-lookup', undefined, { raw });

      expect(reply).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON' } });
      expect(reply.body.errors.join()).toContain("the Data Action's request template left a value unfilled");
    },
  );

  it.each(['$5', 'c-$1', '${}', '$ {input.x}', 'US$input', '{input.x}', '#if(true)', '$$'])(
    'can contain %s, which is not a template',
    async (customer_id) => {
      expect((await call({ customer_id })).status).toBe(200);
      expect(requestedId()).toBe(customer_id);
    },
  );
});
