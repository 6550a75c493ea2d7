import { startService, TestService } from '../support/service.js';

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
  afterAll(() => service.stop());

  const call = (body: unknown) => service.call('customer-lookup', body, { headers: { 'Cache-Control': 'no-cache' } });
  /** Returns the id in the last request to the CRM. */
  const requestedId = (): string | null =>
    new URL(service.world.crm.calls('customers').at(-1)?.url ?? '/', 'http://crm').searchParams.get('id');

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
