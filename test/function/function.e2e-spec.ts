import { Envelope } from '../../src/errors/error-envelope.js';
import { functionsWith } from './functions.js';

const ORGANISATION = '11111111-2222-4333-8444-555555555555';

/** Returns a context of Genesys Functions: ids of the platform, and the headers that the Data Action configures. */
const contextOf = (over: Record<string, unknown> = {}) => ({
  clientContext: { 'ININ-Organization-Id': ORGANISATION, 'ININ-Correlation-Id': 'c0ffee', ...over },
});

describe('an event without a token', () => {
  const functions = functionsWith({ FUNCTION_SCOPES: 'dataaction:read', FUNCTION_ACTION: 'customer-lookup' });

  describe('that is flat', () => {
    it('returns the plain output', async () => {
      const app = await functions.shared();

      expect(await app.handle({ customer_id: 'c-1' }, contextOf())).toEqual({
        found: true,
        profile: { id: 'c-1', name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' },
        timestamp: expect.any(String) as string,
      });
    });

    it('can name its action, which is not part of the input', async () => {
      const app = await functions.shared();

      const output = await app.handle({ action: 'customer-overview', customerId: 'c-1' }, contextOf());

      expect(output).toMatchObject({ customerId: 'c-1', sources: { crm: { status: 200, data: { id: 'c-1' } } } });
    });

    it('can be enveloped like any other call', async () => {
      const app = await functions.shared();
      const flow = { id: 'f-1', name: 'Main' };
      const interaction = { id: 'i-1', type: 'call' };

      const output = await app.handle({ data: { customer_id: 'c-1' }, flow, interaction }, contextOf());

      expect(output).toMatchObject({ found: true });
    });

    it.each([
      ['an invalid input', {}, /^INVALID_INPUT: customer_id .*\(correlation id c0ffee\)$/],
      ['a string', 'c-1', /^INVALID_INPUT: The body must be a JSON object/],
      ['nothing', undefined, /^INVALID_INPUT: The body must be a JSON object/],
      ['an unknown action', { action: 'none' }, /^UNKNOWN_ACTION: /],
      ['a path as the action', { action: '../../health/live' }, /^UNKNOWN_ACTION: /],
    ])('fails with code and errors for %s', async (_, event, message) => {
      const app = await functions.shared();

      await expect(app.handle(event, contextOf())).rejects.toThrow(message);
    });

    it('fails if the upstream fails, in either failure style, without revealing a key', async () => {
      const app = await functions.start();
      functions.world.crm.fail('customers', { kind: 'status', status: 503 });

      const failure = await app
        .handle({ customer_id: 'c-1' }, contextOf({ 'X-Failure-Style': 'in-body' }))
        .catch((error: unknown) => error as Error);

      expect(failure).toMatchObject({ name: 'FunctionFailure', code: 'UPSTREAM_UNAVAILABLE' });
      expect(String(failure)).toContain('CRM returned 503');
      expect(String(failure)).not.toContain('sandbox-crm-key');
    });

    it('fails if no action is named or configured', async () => {
      const app = await functions.start({ FUNCTION_ACTION: '' });

      await expect(app.handle({ customer_id: 'c-1' }, contextOf())).rejects.toThrow(/^UNKNOWN_ACTION/);
    });
  });

  describe('with its input in a member', () => {
    const body = (response: unknown): Envelope => JSON.parse((response as { body: string }).body) as Envelope;

    it('returns status and envelope', async () => {
      const app = await functions.start({ FUNCTION_ACTION: 'customer-overview' });

      const response = await app.handle({ input: { customerId: 'c-1' } }, {});

      expect(Object.keys(response as object)).toEqual(['statusCode', 'body']);
      expect(response).toMatchObject({ statusCode: 200 });
      expect(body(response)).toMatchObject({ success: true, data: { customerId: 'c-1', sources: { orders: {} } } });
    });

    it('can name its action beside the input', async () => {
      const app = await functions.shared();

      const response = await app.handle({ action: 'customer-overview', input: { customerId: 'c-1' } }, contextOf());

      expect(body(response)).toMatchObject({ data: { customerId: 'c-1' }, correlation_id: 'c0ffee' });
    });

    it.each([
      ['400 for a bad input', {}, 400, 'INVALID_INPUT'],
      ['429 for a failed upstream', { customer_id: 'c-1' }, 429, 'UPSTREAM_BAD_RESPONSE'],
    ])('returns the HTTP status, %s', async (_, input, statusCode, code) => {
      const app = await functions.start();
      functions.world.crm.fail('customers', { kind: 'notJson' });

      const response = await app.handle({ input }, contextOf({ 'x-failure-style': 'in-body' }));

      expect(response).toMatchObject({ statusCode });
      expect(body(response)).toMatchObject({ success: false, code });
    });
  });

  it('shares cache entries within its organisation only', async () => {
    const app = await functions.start();
    const lookUp = (organisation: string) =>
      app.handle({ customer_id: 'c-1' }, contextOf({ 'ININ-Organization-Id': organisation }));

    for (const organisation of ['o-1', 'o-1', 'o-2', 'o-1']) await lookUp(organisation);

    expect(functions.world.crm.count('customers')).toBe(2);
  });

  it("responds before the runtime's time limit", async () => {
    const app = await functions.start();
    functions.world.crm.fail('customers', { kind: 'hang' });
    const getRemainingTimeInMillis = (): number => 1_000;

    await expect(app.handle({ customer_id: 'c-1' }, { ...contextOf(), getRemainingTimeInMillis })).rejects.toThrow(
      'DEADLINE_EXCEEDED: The call exceeded its limit of 700 ms',
    );
  });

  it('does not wait for signing keys', async () => {
    functions.world.genesys.fail('jwks', { kind: 'hang' });
    const app = await functions.start();

    expect(await app.handle({ customer_id: 'c-1' }, contextOf())).toMatchObject({ found: true });
  });

  it('sends no configured credentials upstream', async () => {
    const app = await functions.start();

    await app.handle({ customer_id: 'c-1' }, contextOf({ 'X-API-Key': 'mine', Authorization: 'Bearer mine' }));

    expect(JSON.stringify(functions.world.crm.calls('customers')[0]?.headers)).not.toContain('mine');
  });

  it('is rejected if clientContext contains an invalid header value', async () => {
    const app = await functions.shared();

    await expect(app.handle({ customer_id: 'c-1' }, contextOf({ traceparent: 'a\nb' }))).rejects.toThrow(
      /^MALFORMED_JSON: .* HTTP does not allow/,
    );
  });
});
