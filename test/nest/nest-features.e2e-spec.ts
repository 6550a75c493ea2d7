import { AddressInfo } from 'node:net';
import { INestApplication, Module, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, NestExpressApplication } from '@nestjs/platform-express';
import { NextFunction, Request, Response } from 'express';
import { startWorld, World } from '../support/world.js';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { FeaturesModule } from './nest-features.js';

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const json = (body: unknown): RequestInit => ({ method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) });

function upload(): RequestInit {
  const body = new FormData();
  body.append('file', new Blob(['a file']), 'a.txt');
  body.append('field', 'value');
  return { method: 'POST', body };
}

const READS = [
  '',
  '?page=2',
  '/',
  '/by-number/5',
  '/by-number/five',
  '/by-number/%zz',
  '/by-uuid/no',
  '/request?a=b&c[d]=e',
  '/text',
  '/nothing',
  '/null',
  '/number',
  '/boolean',
  '/array',
  '/promise',
  '/observable',
  '/several',
  '/code',
  '/header',
  '/redirect',
  '/redirect/dynamic',
  '/response',
  '/passthrough',
  '/cookie',
  '/file',
  '/file/missing',
  '/buffer',
  '/send-file',
  '/send-file/missing',
  '/download/missing',
  '/stream',
  '/events',
  '/headers',
  '/wild/a/b',
  '/wild/a',
  '/optional',
  '/optional/x',
  '/denied',
  '/refused',
  '/wrapped',
  '/serialized',
  '/filtered',
  '/unfiltered',
  '/not-found',
  '/custom-error',
  '/unavailable',
  '/error',
  '/error/late',
  '/thrown/text',
  '/scoped',
  '/all',
  '/TEXT',
  '/text/',
];

const CASES: readonly (readonly [string, string, RequestInit])[] = [
  ...READS.map((path) => ['GET', `/items${path}`, {}] as const),
  ['GET', '/v1/items/versioned', {}],
  ['GET', '/v2/items/versioned', {}],
  ['HEAD', '/items/text', { method: 'HEAD' }],
  ['HEAD', '/items/only-head', { method: 'HEAD' }],
  ['OPTIONS', '/items/only-options', { method: 'OPTIONS' }],
  ['PURGE', '/items/all', { method: 'PURGE' }],
  ['POST', '/items', json({ a: 1 })],
  ['POST nothing', '/items', { method: 'POST' }],
  ['POST a form', '/items', { method: 'POST', body: new URLSearchParams({ a: '1', 'b[c]': '2' }) }],
  ['POST text', '/items', { method: 'POST', body: 'text', headers: { 'Content-Type': 'text/plain' } }],
  ['POST', '/items/validated', json({ name: 'n', count: 1, extra: true })],
  ['POST invalid', '/items/validated', json({ name: 5 })],
  ['POST a file', '/items/upload', upload()],
  ['PUT', '/items/7', { ...json({ b: 2 }), method: 'PUT' }],
  ['PATCH', '/items/7', { method: 'PATCH' }],
  ['DELETE', '/items/7', { method: 'DELETE' }],
  ['GET', '/middleware-only', {}],
  ['GET', '/used', {}],
  ['GET', '/used/below', {}],
  ['GET', '/used/fails', {}],
  ['GET', '/used/passes-on', {}],
  [
    'GET a preflight',
    '/items/text',
    { method: 'OPTIONS', headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' } },
  ],
  ['GET across origins', '/items/text', { headers: { Origin: 'https://a.example' } }],
];

const COMPARED = [
  'content-type',
  'content-length',
  'location',
  'x-own',
  'x-pass',
  'x-module',
  'x-used',
  'set-cookie',
  'allow',
  'content-disposition',
  'access-control-allow-origin',
  'access-control-allow-methods',
];

/** Adds global features to an application as a developer would, and starts it. Returns its URL. */
async function start(app: NestExpressApplication): Promise<string> {
  app.enableVersioning({ type: VersioningType.URI });
  app.enableCors({ origin: 'https://a.example' });
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.append('X-Used', 'globally');
    next();
  });
  app.use('/used/fails', () => {
    throw new Error('a bug');
  });
  app.use('/used/passes-on', (_request: Request, _response: Response, next: NextFunction) => next(new Error('a bug')));
  app.use('/used', (request: Request, response: Response) =>
    response.json({ url: request.url, base: request.baseUrl }),
  );
  await app.listen(0, '127.0.0.1');
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}

describe.each(['on', 'off'])('a Nest module in the service, with HTTP_FAST_PATH=%s', (fastPath) => {
  let world: World;
  let stock: INestApplication;
  let fast: NestExpressApplication;
  let urls: string[];

  beforeAll(async () => {
    world = await startWorld();
    const environment = { ...world.environment(), LOG_LEVEL: 'silent', HTTP_FAST_PATH: fastPath };
    @Module({ imports: [AppModule.forEnvironment(environment), FeaturesModule] })
    class RootModule {}
    fast = await createApp(environment, { module: RootModule });
    const plain = await NestFactory.create<NestExpressApplication>(FeaturesModule, new ExpressAdapter(), {
      logger: false,
    });
    plain.set('query parser', 'simple').set('etag', false);
    stock = plain;
    urls = [await start(plain), await start(fast)];
  });

  afterAll(() => Promise.all([stock.close(), fast.close()]));

  async function outcome(url: string, init: RequestInit): Promise<object> {
    const response = await fetch(url, { redirect: 'manual', ...init });
    const text = await response.text();
    const headers = COMPARED.map((name) => [name, response.headers.get(name)]);
    return { status: response.status, text, headers: Object.fromEntries(headers) as object };
  }

  it.each(CASES)('responds to %s %s like ExpressAdapter', async (_, path, init) => {
    const [expected, received] = await Promise.all(urls.map((url) => outcome(url + path, init)));

    expect(received).toEqual(expected);
  });

  it("responds to a malformed body like Nest's body parser", async () => {
    const init = { ...json({}), body: '{"a":' };
    const [expected, received] = await Promise.all(urls.map((url) => fetch(`${url}/items`, init)));

    expect(received?.status).toBe(400);
    expect(await received?.json()).toEqual(await expected?.json());
  });

  it('responds to an unknown route with the envelope', async () => {
    const [, url = ''] = urls;
    const missing = await fetch(`${url}/items-nowhere/x`);
    const wrongMethod = await fetch(`${url}/items/text`, { method: 'POST' });

    expect([missing.status, wrongMethod.status, wrongMethod.headers.get('Allow')]).toEqual([
      404,
      405,
      'GET, HEAD, PUT, PATCH, DELETE',
    ]);
    expect(await missing.json()).toMatchObject({ code: 'UNKNOWN_ACTION' });
    expect(await wrongMethod.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });
});
