import { AddressInfo } from 'node:net';
import { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { startWorld, World } from '../support/world.js';
import { CustomerLookupAction } from '../../src/actions/customer-lookup.action.js';
import { AppModule } from '../../src/app.module.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { Deadline } from '../../src/resilience/deadline/deadline.js';
import { CrmClient } from '../../src/upstreams/crm.client.js';
import { until } from '../support/until.js';

const CUSTOMER = { id: 'c-1', name: 'Ada', tier: 'gold', email: 'ada@example.com' };

describe('an action alone', () => {
  it('returns the profile that its client finds', async () => {
    const module = await Test.createTestingModule({
      providers: [CustomerLookupAction, { provide: CrmClient, useValue: { findCustomer: async () => CUSTOMER } }],
    })
      .useMocker(() => ({}))
      .compile();
    const call = { deadline: new Deadline(performance.now(), 1_000) };

    const output = await module.get(CustomerLookupAction).execute({ customer_id: 'c-1' }, call as never);

    expect(output).toMatchObject({ found: true, profile: CUSTOMER });
  });
});

describe('the application of a testing module', () => {
  let world: World;
  let app: NestExpressApplication;
  const findCustomer = async (): Promise<object> => CUSTOMER;

  beforeAll(async () => {
    world = await startWorld();
    const module = await Test.createTestingModule({
      imports: [AppModule.forEnvironment(world.environment({ LOG_LEVEL: 'silent' }))],
    })
      .overrideProvider(CrmClient)
      .useValue({ findCustomer })
      .compile();
    app = module.createNestApplication<NestExpressApplication>();
    await app.listen(0, '127.0.0.1');
    await until(() => app.get(SigningKeys).freshness !== 'none');
  });

  afterAll(() => app.close());

  async function call(action: string, body: string, token = world.issuer.token()): Promise<[number, unknown]> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/dataactions/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body,
    });
    return [response.status, await response.json()];
  }

  it('answers with the provider that replaces the client', async () => {
    const [status, body] = await call('customer-lookup', '{"customer_id":"c-1"}');

    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, data: { found: true, profile: CUSTOMER } });
  });

  it.each([
    ['queues', '{}'],
    ['customer-overview', '{"customerId":"c-1"}'],
    ['invoke-data-action', '{"idempotency_key":"k-1","input_payload":{}}'],
    ['conversation-query', '{"filter_expression":"mediaType == \\"voice\\""}'],
  ])('answers the action %s in the envelope', async (action, body) => {
    const [status, envelope] = await call(action, body);

    expect(status).not.toBe(500);
    expect(envelope).toHaveProperty('correlation_id');
  });

  it.each([
    ['a body that is no JSON', '{"customer_id":', undefined, 400, 'INVALID_INPUT'],
    ['an input that does not fit', '{}', undefined, 400, 'INVALID_INPUT'],
    ['a bad token', '{"customer_id":"c-1"}', 'none', 401, 'UNAUTHENTICATED'],
  ])('rejects %s', async (_, body, token, status, code) => {
    expect(await call('customer-lookup', body, token)).toEqual([status, expect.objectContaining({ code })]);
  });
});
