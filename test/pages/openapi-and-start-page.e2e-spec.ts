import { once } from 'node:events';
import { get, IncomingMessage } from 'node:http';
import { lintOpenApi } from './lint-openapi.js';
import { problemsOf } from '../support/configuration-problems.js';
import { startService, TestService } from '../support/service.js';

/** The fields of an operation that these tests read. */
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Described[];
  readonly security: readonly object[];
  readonly requestBody?: { content: { 'application/json': { examples: Record<string, { value: unknown }> } } };
  readonly responses: Record<string, { description: string; content?: Record<string, { example?: { data: object } }> }>;
}

/** A schema, a parameter or a property. */
interface Described {
  readonly $ref?: string;
  readonly description?: string;
  readonly name?: string;
  readonly properties?: Record<string, Described>;
  readonly items?: Described;
  readonly allOf?: readonly Described[];
  readonly anyOf?: readonly Described[];
}

interface OpenApi {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { securitySchemes: object; schemas: Record<string, Described & { required?: string[] }> };
}

/** Actions for which the simulators have all routes. */
const SIMULATED = ['conversation-query', 'customer-lookup', 'customer-overview', 'invoke-data-action', 'queues'].map(
  (name) => `/api/v1/dataactions/${name}`,
);

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let service: TestService;

beforeAll(async () => {
  service = await startService({
    environment: { START_PAGE_LINKS: 'Runbook=https://wiki.example.com/a?b=c&d, Status <b> = /status' },
  });
});

describe('the OpenAPI document', () => {
  let text: string;
  let document: OpenApi;
  let operations: [path: string, method: string, operation: Operation][];

  beforeAll(async () => {
    text = (await service.send('/openapi.json')).text;
    document = JSON.parse(text) as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [path, method, operation] as [string, string, Operation]),
    );
  });

  const actions = () => operations.filter(([, method]) => method === 'post');

  it('passes a linter, which finds an invalid example and a broken reference', async () => {
    const [problems, withInvalidExample, withBrokenReference] = await lintOpenApi(
      text,
      text.replace('"customer_id":"c-1"', '"customer_id":["c-1"]'),
      text.replace('"#/components/schemas/ResponseEnvelope"', '"#/components/schemas/X"'),
    );

    expect(problems).toEqual([]);
    expect(withInvalidExample).toContainEqual(expect.stringContaining('example'));
    expect(withBrokenReference).toContainEqual(expect.stringContaining('no-unresolved-refs'));
  });

  it('is OpenAPI 3.1 with a bearer token', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.components.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
  });

  it('names the server by the host of the request, so that other tools can call the service', async () => {
    expect(document.servers.map(({ url }) => url)).toEqual([service.url]);

    const forged = { Host: 'api.example.com', 'X-Forwarded-Proto': 'https' };
    const [response] = (await once(get(`${service.url}/openapi.json`, { headers: forged }), 'response')) as [
      IncomingMessage,
    ];
    const { servers } = JSON.parse(Buffer.concat((await response.toArray()) as Buffer[]).toString()) as OpenApi;
    expect(servers.map(({ url }) => url)).toEqual(['http://api.example.com']);
  });

  it('describes exactly the served routes, and requires a token for exactly the protected ones', async () => {
    for (const [path, method, { security }] of operations) {
      const { status } = await service.send(path, { method: method.toUpperCase() });

      expect([path, status]).not.toEqual([path, 404]);
      expect([path, security]).toEqual([path, status === 401 ? [{ bearer: [] }] : []]);
    }
    expect(operations.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        '/api/v1/dataactions/customer-lookup',
        '/api/v1/dataactions',
        '/health',
        '/health/live',
        '/health/ready',
        '/metrics',
      ]),
    );
  });

  it('describes every operation, parameter, response and property', () => {
    const gaps: string[] = [];
    const check = (schema: Described | undefined, place: string): void => {
      for (const part of [...(schema?.allOf ?? []), ...(schema?.anyOf ?? [])]) check(part, place);
      if (schema?.items) check(schema.items, `${place}[]`);
      for (const [name, property] of Object.entries(schema?.properties ?? {})) {
        if (property.$ref === undefined && !/\w{3}/.test(property.description ?? '')) gaps.push(`${place}.${name}`);
        check(property, `${place}.${name}`);
      }
    };
    for (const [path, method, { summary, description, parameters = [], responses }] of operations) {
      const place = `${method} ${path}`;
      for (const text of [summary, description]) if (!/\w{3}/.test(text ?? '')) gaps.push(place);
      gaps.push(
        ...parameters.filter(({ description: text = '' }) => text === '').map(({ name }) => `${place} ${name}`),
      );
      for (const [status, response] of Object.entries(responses)) {
        if (!/\w{2}/.test(response.description)) gaps.push(`${place} ${status}`);
        for (const { schema } of Object.values(response.content ?? {}) as { schema?: Described }[])
          check(schema, `${place} ${status}`);
      }
    }
    for (const [name, schema] of Object.entries(document.components.schemas)) check(schema, name);

    expect(gaps).toEqual([]);
  });

  it('has a unique id for every operation, because generators derive function names from the ids', () => {
    const ids = operations.map(([, , { operationId }]) => operationId);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z][A-Za-z0-9]+$/.test(id))).toEqual([]);
    expect(ids).toEqual(expect.arrayContaining(['customerLookup', 'invokeDataAction', 'listActions', 'getHealth']));
  });

  it('marks the other routes of an action as aliases', () => {
    for (const [path, , { operationId, summary, description }] of actions()) {
      const isAlias = !path.startsWith('/api/v1/dataactions/');

      expect([path, /Alias$/.test(operationId)]).toEqual([path, isAlias]);
      expect([path, summary?.startsWith('Alias of ')]).toEqual([path, isAlias]);
      expect([path, /^Alias of `POST \/api\/v1\/dataactions\//.test(description ?? '')]).toEqual([path, isAlias]);
    }
  });

  it('has the actual response as the example of each 405', async () => {
    for (const [path, , { responses }] of operations) {
      const example = responses['405']?.content?.['application/json']?.example;
      const { body, headers } = await service.send(path, { method: 'DELETE' });

      expect([path, { ...example, correlation_id: '' }]).toEqual([path, { ...body, correlation_id: '' }]);
      expect(responses['405']).toMatchObject({ headers: { Allow: { example: headers.get('Allow') } } });
    }
  });

  it('marks every field of the envelope as required', () => {
    expect(document.components.schemas['ResponseEnvelope']?.required?.toSorted()).toEqual([
      'action',
      'code',
      'correlation_id',
      'errors',
      'fallback_type',
      'retry_after',
      'source',
      'status',
      'status_code',
      'success',
    ]);
  });

  it('has a working example of the plain and the enveloped request for each action', async () => {
    const working = new Set<string>();
    for (const [path, , { requestBody, responses }] of actions()) {
      const { plain, enveloped } = requestBody?.content['application/json'].examples ?? {};
      const shown = responses['200']?.content?.['application/json']?.example;
      for (const example of [plain, enveloped]) {
        const { status, body } = await service.call(path, example?.value);

        // The simulators lack the route that a new action calls.
        if (body.code === 'UPSTREAM_REJECTED') continue;
        working.add(path);
        expect([path, status, body.code]).toEqual([path, 200, 'OK']);
        expect(Object.keys(shown?.data ?? {}).toSorted()).toEqual(Object.keys(body.data).toSorted());
      }
    }
    expect([...working]).toEqual(expect.arrayContaining(SIMULATED));
  });

  it('lists the failures of each action', () => {
    for (const [path, , { responses }] of actions())
      expect([path, Object.keys(responses)]).toEqual([
        path,
        expect.arrayContaining(['200', '400', '401', '403', '405', '413', '415', '424', '429']),
      ]);
  });

  it('is shown on a page that loads nothing from other hosts and works on phones and over plain HTTP', async () => {
    const { status, headers, text: page } = await service.send('/docs');
    const policy = headers.get('Content-Security-Policy') ?? '';
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');

    expect([status, headers.get('Content-Type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { status } = await service.send(new URL(asset, `${service.url}/docs`).pathname);

      expect([asset, status]).toEqual([asset, 200]);
    }
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1" />');
    expect(page).toContain('<title>Genesys Cloud Data Actions</title>');
    expect((await service.send('/docs/')).text).toContain('src="./swagger-ui-bundle.js"');
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });

  it('is shown with a filter and an authorization that survives a reload', async () => {
    const { text: script } = await service.send('/docs/swagger-ui-init.js');

    for (const option of ['"persistAuthorization": true', '"filter": true']) expect(script).toContain(option);
  });
});

describe('GET /', () => {
  const get = (accept?: string, method = 'GET') =>
    service.send('/', { method, headers: accept === undefined ? {} : { Accept: accept } });

  it('returns a page to a browser, with links that work and with the configured links', async () => {
    const { status, headers, text } = await get(BROWSER);
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));

    expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('Vary')).toBe('Accept');
    expect(links).toEqual([
      'docs',
      'openapi.json',
      'api/v1/dataactions',
      'health',
      'https://wiki.example.com/a?b=c&d',
      '/status',
    ]);
    expect(text).toContain('Status &lt;b&gt;');
    for (const path of links.slice(0, 4)) expect((await service.send(`/${path}`)).status).not.toBe(404);
  });

  it('returns the URL of the catalogue to a client that is not a browser', async () => {
    for (const accept of [undefined, '*/*', 'application/json', 'image/png']) {
      const { status, headers, body } = await get(accept);

      expect([accept, status, headers.get('Content-Type')]).toEqual([accept, 200, 'application/json; charset=utf-8']);
      expect(body).toEqual({
        catalogue: '/api/v1/dataactions',
        documentation: '/docs',
        openapi: '/openapi.json',
        health: '/health',
      });
    }
  });

  it('runs no script and loads nothing', async () => {
    const { headers, text } = await get(BROWSER);

    expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri/);
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|\sstyle=/);
  });

  it('shows no version, no action and no state', async () => {
    const { text } = await get(BROWSER);

    expect(text).not.toMatch(/\d+\.\d+\.\d+|customer|queues|redis|uptime/i);
  });

  it('accepts HEAD, and no other method', async () => {
    const head = await get(BROWSER, 'HEAD');
    expect([head.status, head.text]).toEqual([200, '']);

    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, headers } = await get(BROWSER, method);
      expect([method, status, headers.get('Allow')]).toEqual([method, 405, 'GET, HEAD']);
    }
  });

  it.each(['Runbook', '=https://a.example', 'X=javascript:alert(1)', 'X=//evil.example', 'X=https://'])(
    'rejects the configuration %s',
    (links) => {
      expect(problemsOf({ START_PAGE_LINKS: links })).toContainEqual(
        expect.stringContaining('START_PAGE_LINKS must be a list of NAME=URL'),
      );
    },
  );

  it('has no link to the status page if no operator password is configured', async () => {
    for (const path of ['/status', '/status/requests']) expect((await service.send(path)).status).toBe(404);
  });
});
