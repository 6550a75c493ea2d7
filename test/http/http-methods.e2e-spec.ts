import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

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

  async function send(method: string, path: string) {
    const connection = await RawConnection.open(service.port);
    connection.send(head(`${method} ${path} HTTP/1.1`, { 'Content-Length': 0 }));
    const response = await connection.response({ withoutBody: method === 'HEAD' });
    connection.close();
    return response;
  }

  it.each(['TRACE', 'DELETE', 'PATCH', 'PUT'])(
    'reject %s on every route with 405 and Allow, without a token',
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
        const response = await send(method, path);

        expect([path, response.status, response.body.code]).toEqual([path, 405, 'METHOD_NOT_ALLOWED']);
        expect(response.headers['allow']).toMatch(path.startsWith(ACTION) ? /^POST$/ : /^(POST, )?GET, HEAD$/);
        expect(envelopeDefects(response)).toEqual([]);
      }
    },
  );

  it.each(['GET', 'HEAD', 'PROPFIND', 'LINK', 'SEARCH'])('reject %s on an action', async (method) => {
    const response = await send(method, ACTION);

    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('POST');
  });

  it.each(READABLE)('reject POST on %s', async (path) => {
    const response = await send('POST', path);

    expect(response).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED', status_code: 405 } });
    expect(response.headers['allow']).toBe('GET, HEAD');
  });

  it.each(READABLE.filter((path) => path.startsWith('/health') || path === '/metrics'))(
    'include HEAD on %s, with the headers of GET and no body',
    async (path) => {
      const [withoutBody, whole] = [await send('HEAD', path), await send('GET', path)];

      expect(withoutBody.status).toBe(200);
      expect(withoutBody.headers['content-type']).toBe(whole.headers['content-type']);
    },
  );

  it('include OPTIONS, which lists the methods of a path', async () => {
    expect(await send('OPTIONS', ACTION)).toMatchObject({ status: 204, headers: { allow: 'POST' } });
    expect(await send('OPTIONS', '/health')).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD' } });
    expect((await send('OPTIONS', '/nowhere')).status).toBe(404);
    expect((await send('OPTIONS', '*')).status).toBe(404);
  });

  it('exclude CONNECT', async () => {
    const connection = await RawConnection.open(service.port);
    connection.send('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');

    await connection.ended;

    expect(connection.hasResponse).toBe(false);
  });

  it('on an unknown action respond with a 404 that names the list of actions', async () => {
    const response = await send('GET', '/api/v1/dataactions/nothing-here');

    expect(response).toMatchObject({
      status: 404,
      body: { code: 'UNKNOWN_ACTION', fallback_type: 'invalid_request', action: 'fix_request', retry_after: 0 },
    });
    expect(response.body.errors.join()).toContain('GET /api/v1/dataactions');
  });
});
