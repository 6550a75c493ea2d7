import { head, RawConnection } from './raw-connection.js';
import { startService, TestService } from './service.js';
import { envelopeDefects } from './envelope-defects.js';

const ACTION = '/api/v1/dataactions/customer-lookup';
const READABLE = [
  '/health',
  '/health/live',
  '/health/ready',
  '/metrics',
  '/docs',
  '/openapi.json',
  '/api/v1/dataactions',
];

describe('methods', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  async function ask(method: string, path: string) {
    const connection = await RawConnection.open(service.port);
    connection.send(head(`${method} ${path} HTTP/1.1`, { 'Content-Length': 0 }));
    const response = await connection.response({ withoutBody: method === 'HEAD' });
    connection.close();
    return response;
  }

  it.each(['TRACE', 'DELETE', 'PATCH', 'PUT'])(
    'refuses %s everywhere with 405 and Allow, without a token',
    async (method) => {
      for (const path of [
        ACTION,
        `${ACTION}/`,
        ...READABLE,
        '/docs/swagger-ui.css',
        '/nowhere',
        '/',
        '/api/v1/dataactions/x',
      ]) {
        const response = await ask(method, path);

        expect([path, response.status, response.body.code]).toEqual([path, 405, 'METHOD_NOT_ALLOWED']);
        expect(response.headers['allow']).toMatch(path.startsWith(ACTION) ? /^POST$/ : /^(POST, )?GET, HEAD$/);
        expect(envelopeDefects(response)).toEqual([]);
      }
    },
  );

  it.each(['GET', 'HEAD', 'PROPFIND', 'LINK', 'SEARCH'])('refuses %s on an action', async (method) => {
    const response = await ask(method, ACTION);

    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('POST');
  });

  it.each(READABLE)('refuses POST on %s', async (path) => {
    const response = await ask('POST', path);

    expect(response).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED', status_code: 405 } });
    expect(response.headers['allow']).toBe('GET, HEAD');
  });

  it.each(READABLE.filter((path) => path.startsWith('/health') || path === '/metrics'))(
    'answers HEAD on %s as GET, without a body',
    async (path) => {
      const [asked, whole] = [await ask('HEAD', path), await ask('GET', path)];

      expect(asked.status).toBe(200);
      expect(asked.headers['content-type']).toBe(whole.headers['content-type']);
    },
  );

  it('tells by OPTIONS what an address takes', async () => {
    expect(await ask('OPTIONS', ACTION)).toMatchObject({ status: 204, headers: { allow: 'POST' } });
    expect(await ask('OPTIONS', '/health')).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD' } });
    expect((await ask('OPTIONS', '/nowhere')).status).toBe(404);
    expect((await ask('OPTIONS', '*')).status).toBe(404);
  });

  it('opens no tunnel', async () => {
    const connection = await RawConnection.open(service.port);
    connection.send('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');

    await connection.ended;

    expect(connection.hasResponse).toBe(false);
  });

  it('says in a 404 where the actions are listed', async () => {
    const response = await ask('GET', '/api/v1/dataactions/nothing-here');

    expect(response).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_ACTION', fallback_type: 'invalid_request', action: 'fix_request', retry_after: 0 },
    });
    expect(response.body.errors.join()).toContain('GET /api/v1/dataactions');
  });
});
