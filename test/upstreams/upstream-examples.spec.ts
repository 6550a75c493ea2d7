import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Simulator } from '../../sandbox/simulator/simulator.js';
import { ConfigClass } from '../../src/config/variables/env.decorator.js';
import { readConfigs } from '../../src/config/variables/read-configs.js';
import { UpstreamConfig } from '../../src/upstreams/authentication/upstream-config.js';
import { SalesforceClient } from './examples/salesforce.client.js';
import { ServiceNowClient } from './examples/servicenow.client.js';
import { ZendeskClient } from './examples/zendesk.client.js';
import { UpstreamBench } from '../resilience/upstream-bench.js';

describe('The examples of docs/upstreams.md', () => {
  const bench = new UpstreamBench();
  const ticket = { id: 35_436, subject: 'Help', status: 'open' };
  const suite = new Simulator('suite', {
    token: {
      method: 'POST',
      pattern: '/services/oauth2/token',
      handle: () => ({ status: 200, body: { access_token: 'token-1', token_type: 'Bearer' } }),
    },
    contact: {
      method: 'GET',
      pattern: '/services/data/v61.0/query',
      handle: () => ({ status: 200, body: { records: [{ Id: '003', Name: 'Ada' }] } }),
    },
    case: {
      method: 'PATCH',
      pattern: '/services/data/v61.0/sobjects/Case/:id',
      handle: () => ({ status: 200, body: {} }),
    },
    incidents: {
      method: 'GET',
      pattern: '/api/now/table/incident',
      handle: () => ({ status: 200, body: { result: [{ sys_id: 'a1', short_description: 'Down', state: '2' }] } }),
    },
    incident: {
      method: 'PATCH',
      pattern: '/api/now/table/incident/:id',
      handle: () => ({ status: 200, body: { result: {} } }),
    },
    tickets: { method: 'POST', pattern: '/api/v2/tickets', handle: () => ({ status: 201, body: { ticket } }) },
    ticket: {
      method: 'GET',
      pattern: '/api/v2/tickets/:id',
      handle: ({ params }) => (params['id'] === '1' ? { status: 404, body: {} } : { status: 200, body: { ticket } }),
    },
  });

  beforeAll(() => suite.start());
  beforeEach(() => suite.reset());
  afterEach(() => bench.clear());
  afterAll(() => suite.stop());

  const configOf = (Class: ConfigClass<UpstreamConfig>, environment: Record<string, string>): UpstreamConfig =>
    readConfigs(environment).get(Class) as UpstreamConfig;
  const call = () => bench.callWithin();

  it.each(['salesforce', 'servicenow', 'zendesk'])('are the code that this test compiles: %s', (name) => {
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'upstreams.md'), 'utf8');
    const code = readFileSync(join(__dirname, 'examples', `${name}.client.ts`), 'utf8');
    const shown = code.replaceAll('../../../src/upstreams/', './').replaceAll('../../../src/', '../');

    expect(page).toContain(`\`\`\`ts\n// src/upstreams/${name}.client.ts\n${shown}\`\`\`\n`);
  });

  it('find contacts and close cases in Salesforce', async () => {
    const config = configOf(SalesforceClient.Config, {
      SALESFORCE_BASE_URL: suite.url,
      SALESFORCE_TOKEN_URL: `${suite.url}/services/oauth2/token`,
      SALESFORCE_CLIENT_ID: 'id',
      SALESFORCE_CLIENT_SECRET: 'secret',
    });
    const salesforce = new SalesforceClient(config, bench.connector());

    expect(await salesforce.findContact(`+1' OR Name LIKE '%\\`, call())).toEqual({ id: '003', name: 'Ada' });
    await salesforce.closeCase('500/a', call());

    const [found] = suite.calls('contact');
    expect(new URL(found?.url ?? '', suite.url).searchParams.get('q')).toBe(
      `SELECT Id, Name FROM Contact WHERE Phone = '+1\\' OR Name LIKE \\'%\\\\' LIMIT 1`,
    );
    expect(found?.headers.authorization).toBe('Bearer token-1');
    expect(suite.calls('case')[0]).toMatchObject({
      url: '/services/data/v61.0/sobjects/Case/500%2Fa',
      body: { Status: 'Closed' },
    });
  });

  it('find and close incidents in ServiceNow', async () => {
    const config = configOf(ServiceNowClient.Config, {
      SERVICENOW_BASE_URL: suite.url,
      SERVICENOW_AUTH: 'basic',
      SERVICENOW_USERNAME: 'ada',
      SERVICENOW_PASSWORD: 'secret',
    });
    const serviceNow = new ServiceNowClient(config, bench.connector());

    expect(await serviceNow.findIncident('INC0010023', call())).toEqual({ id: 'a1', summary: 'Down', state: '2' });
    await expect(serviceNow.findIncident('INC1^ORstate=1', call())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await serviceNow.closeIncident('a1', 'By the flow', call());

    expect(suite.calls('incidents')).toHaveLength(1);
    expect(suite.calls('incident')[0]?.body).toMatchObject({ state: '7', close_notes: 'By the flow' });
  });

  it('find and create tickets in Zendesk', async () => {
    const config = configOf(ZendeskClient.Config, {
      ZENDESK_BASE_URL: suite.url,
      ZENDESK_USERNAME: 'ada@example.com/token',
      ZENDESK_PASSWORD: 'secret',
    });
    const zendesk = new ZendeskClient(config, bench.connector());

    expect(await zendesk.findTicket('35436', call())).toEqual({ id: 35_436, subject: 'Help', status: 'open' });
    expect(await zendesk.findTicket('1', call())).toBeUndefined();
    await zendesk.createTicket('Help', 'It is broken', { ...call(), idempotency: { key: 'key-1', isHonoured: true } });

    expect(suite.calls('tickets')[0]?.headers).toMatchObject({
      'idempotency-key': 'key-1',
      authorization: `Basic ${Buffer.from('ada@example.com/token:secret').toString('base64')}`,
    });
  });
});
