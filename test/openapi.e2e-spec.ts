import { lintOpenApi } from './lint-openapi.js';
import { startService, TestService } from './service.js';

/** As far as these tests read it. */
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly security: readonly object[];
  readonly requestBody?: { content: { 'application/json': { examples: Record<string, { value: unknown }> } } };
  readonly responses: Record<string, { description: string; content?: Record<string, { example?: { data: object } }> }>;
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { securitySchemes: object; schemas: Record<string, { required?: string[] }> };
}

describe('the OpenAPI document', () => {
  let service: TestService;
  let text: string;
  let document: OpenApi;
  let operations: [path: string, method: string, operation: Operation][];

  beforeAll(async () => {
    service = await startService();
    text = (await service.send('/openapi.json')).text;
    document = JSON.parse(text) as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => [path, method, operation] as [string, string, Operation]),
    );
  });

  afterAll(() => service.stop());

  const actions = () => operations.filter(([, method]) => method === 'post');

  it('passes a linter', async () => {
    expect(await lintOpenApi(text)).toEqual([]);
  });

  it('would not pass it with an example that does not fit, or a reference to nothing', async () => {
    const spoilt = await lintOpenApi(text.replace('"customer_id":"c-1"', '"customer_id":["c-1"]'));
    const dangling = await lintOpenApi(
      text.replace('"#/components/schemas/ResponseEnvelope"', '"#/components/schemas/X"'),
    );

    expect(spoilt).toContainEqual(expect.stringContaining('example'));
    expect(dangling).toContainEqual(expect.stringContaining('no-unresolved-refs'));
  });

  it('is OpenAPI 3 with a bearer token', () => {
    expect(document.openapi).toMatch(/^3\./);
    expect(document.components.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
  });

  it('describes exactly what is served', async () => {
    for (const [path, method] of operations)
      expect((await service.send(path, { method: method.toUpperCase() })).status).not.toBe(404);

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

  it('says of every operation what it is for, and of every answer what it means', () => {
    for (const [path, , { summary, responses }] of operations) {
      expect([path, summary]).toEqual([path, expect.stringMatching(/\w{3}/)]);
      for (const { description } of Object.values(responses))
        expect([path, description]).toEqual([path, expect.stringMatching(/\w{2}/)]);
    }
  });

  it('asks for a token where one is needed, and only there', async () => {
    for (const [path, method, { security }] of operations) {
      const { status } = await service.send(path, { method: method.toUpperCase() });

      expect([path, security]).toEqual([path, status === 401 ? [{ bearer: [] }] : []]);
    }
  });

  it('gives every operation an id of its own', () => {
    const ids = operations.map(([, , { operationId }]) => operationId);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names every field of the envelope as required', () => {
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

  it('shows each action with examples of both request shapes, which work', async () => {
    expect(actions().length).toBeGreaterThan(0);
    for (const [path, , { requestBody, responses }] of actions()) {
      const { plain, enveloped } = requestBody?.content['application/json'].examples ?? {};
      const shown = responses['200']?.content?.['application/json']?.example;
      for (const example of [plain, enveloped]) {
        const { status, body } = await service.call(path, example?.value);

        expect([path, status, body.code]).toEqual([path, 200, 'OK']);
        expect(Object.keys(shown?.data ?? {}).toSorted()).toEqual(Object.keys(body.data).toSorted());
      }
    }
  });

  it('lists the failures of each action', () => {
    for (const [path, , { responses }] of actions())
      expect([path, Object.keys(responses)]).toEqual([
        path,
        expect.arrayContaining(['200', '400', '401', '403', '405', '413', '415', '424', '429']),
      ]);
  });

  it('is shown by a page that loads nothing from elsewhere', async () => {
    const page = await service.send('/docs');
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');

    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { status } = await service.send(new URL(asset, `${service.url}/docs`).pathname);

      expect([asset, status]).toEqual([asset, 200]);
    }
  });

  it('is shown by a page whose rules let it work over plain HTTP', async () => {
    const policy = (await service.send('/docs')).headers.get('Content-Security-Policy') ?? '';

    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });
});
