import { lintOpenApi } from './lint-openapi.js';
import { startService, TestService } from './service.js';

/** The fields of an operation that these tests read. */
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

  it('fails the linter with an invalid example or a broken reference', async () => {
    const withInvalidExample = await lintOpenApi(text.replace('"customer_id":"c-1"', '"customer_id":["c-1"]'));
    const withBrokenReference = await lintOpenApi(
      text.replace('"#/components/schemas/ResponseEnvelope"', '"#/components/schemas/X"'),
    );

    expect(withInvalidExample).toContainEqual(expect.stringContaining('example'));
    expect(withBrokenReference).toContainEqual(expect.stringContaining('no-unresolved-refs'));
  });

  it('is OpenAPI 3 with a bearer token', () => {
    expect(document.openapi).toMatch(/^3\./);
    expect(document.components.securitySchemes).toEqual({
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    });
  });

  it('describes exactly the served routes', async () => {
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

  it('has a summary for every operation and a description for every response', () => {
    for (const [path, , { summary, responses }] of operations) {
      expect([path, summary]).toEqual([path, expect.stringMatching(/\w{3}/)]);
      for (const { description } of Object.values(responses))
        expect([path, description]).toEqual([path, expect.stringMatching(/\w{2}/)]);
    }
  });

  it('requires a token for exactly the protected operations', async () => {
    for (const [path, method, { security }] of operations) {
      const { status } = await service.send(path, { method: method.toUpperCase() });

      expect([path, security]).toEqual([path, status === 401 ? [{ bearer: [] }] : []]);
    }
  });

  it('has a unique id for every operation', () => {
    const ids = operations.map(([, , { operationId }]) => operationId);

    expect(new Set(ids).size).toBe(ids.length);
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

  it('has a working example of both request shapes for each action', async () => {
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

  it('is shown on a page that loads nothing from other hosts', async () => {
    const page = await service.send('/docs');
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '');

    expect(page.status).toBe(200);
    expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      const { status } = await service.send(new URL(asset, `${service.url}/docs`).pathname);

      expect([asset, status]).toEqual([asset, 200]);
    }
  });

  it('is shown on a page whose Content-Security-Policy allows plain HTTP', async () => {
    const policy = (await service.send('/docs')).headers.get('Content-Security-Policy') ?? '';

    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });
});
