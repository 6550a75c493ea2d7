import { createApp } from '../../src/app.js';
import { startService, TestService } from '../support/service.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GET /', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { START_PAGE_LINKS: 'Runbook=https://wiki.example.com/a?b=c&d, Status <b> = /status' },
    });
  });

  const get = (accept?: string, method = 'GET') =>
    service.send('/', { method, headers: accept === undefined ? {} : { Accept: accept } });

  it('shows a browser a page with links that work, and with the configured links', async () => {
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

  it.each([undefined, '*/*', 'application/json', 'image/png'])(
    'returns the address of the catalogue to a client with Accept %s',
    async (accept) => {
      const { status, headers, body } = await get(accept);

      expect([status, headers.get('Content-Type')]).toEqual([200, 'application/json; charset=utf-8']);
      expect(body).toEqual({
        catalogue: '/api/v1/dataactions',
        documentation: '/docs',
        openapi: '/openapi.json',
        health: '/health',
      });
    },
  );

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
    async (links) => {
      const environment = { ...service.world.environment(), LOG_LEVEL: 'silent', START_PAGE_LINKS: links };

      await expect(createApp(environment)).rejects.toThrow('START_PAGE_LINKS must be a list of NAME=URL');
    },
  );
});
