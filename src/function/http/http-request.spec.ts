import { FunctionConfig } from '../invocation/function.config.js';
import { HttpEvent } from './http-event.js';
import { readHttpRequest } from './http-request.js';

const CONFIG: FunctionConfig = { scopes: [], action: 'queues' };
const LOOKUP = '/api/v1/dataactions/customer-lookup';

const read = (event: HttpEvent, config = CONFIG) => readHttpRequest(event, config);

describe('readHttpRequest', () => {
  it('reads the event of a REST API', () => {
    const request = read({
      httpMethod: 'POST',
      path: LOOKUP,
      headers: { 'X-A': 'last' },
      multiValueHeaders: { 'X-A': ['first', 'last'], 'Content-Type': ['application/json'] },
      multiValueQueryStringParameters: { q: ['a b', 'c&d'] },
      requestContext: { stage: 'prod', identity: { sourceIp: '192.0.2.1' } },
      body: '{"customer_id":"é"}',
      isBase64Encoded: false,
    });

    expect(request).toEqual({
      method: 'POST',
      url: `${LOOKUP}?q=a%20b&q=c%26d`,
      headers: { 'x-a': ['first', 'last'], 'content-type': ['application/json'] },
      body: Buffer.from('{"customer_id":"é"}'),
      address: '192.0.2.1',
    });
  });

  it('reads the event of an HTTP API or a function URL', () => {
    const request = read({
      rawPath: LOOKUP,
      rawQueryString: 'q=a%20b',
      headers: { 'content-type': 'application/json' },
      requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '2001:db8::1' } },
      body: 'e30=',
      isBase64Encoded: true,
    });

    expect(request).toEqual({
      method: 'POST',
      url: `${LOOKUP}?q=a%20b`,
      headers: { 'content-type': ['application/json'] },
      body: Buffer.from('{}'),
      address: '2001:db8::1',
    });
  });

  it('reads the event of a load balancer, without a client address', () => {
    const request = read({
      httpMethod: 'GET',
      path: '/health/live',
      queryStringParameters: { q: 'a%20b' },
      headers: { 'x-forwarded-for': '10.0.0.1, 192.0.2.1' },
      requestContext: { elb: {} },
      body: '',
    });

    expect(request).toMatchObject({ method: 'GET', url: '/health/live?q=a%20b', address: '', body: Buffer.alloc(0) });
    expect(request.headers).toEqual({ 'x-forwarded-for': ['10.0.0.1, 192.0.2.1'] });
  });

  it.each([
    ['below a stage', '/prod/health', 'prod', '/health'],
    ['at the stage', '/prod', 'prod', '/api/v1/dataactions/queues'],
    ['beside the stage', '/product', 'prod', '/product'],
    ['of the default stage', '/health', '$default', '/health'],
    ['without a stage', '/health', undefined, '/health'],
  ])('reads a path %s', (_, rawPath, stage, url) => {
    const requestContext = stage === undefined ? {} : { stage };
    expect(read({ rawPath, requestContext }).url).toBe(url);
  });

  it('keeps a path of a REST API that starts with the name of the stage', () => {
    expect(read({ path: '/prod/health', requestContext: { stage: 'prod' } }).url).toBe('/prod/health');
  });

  it.each([
    [{ rawPath: '/' }, '/api/v1/dataactions/queues'],
    [{}, '/api/v1/dataactions/queues'],
    [{ path: '/', action: 'customer-lookup' }, LOOKUP],
    [{ path: '/', action: '../health' }, '/api/v1/dataactions/..%2Fhealth'],
    [{ path: '/', action: '' }, '/api/v1/dataactions/queues'],
    [{ path: '/', action: 7 }, '/api/v1/dataactions/queues'],
    [{ path: '/health', action: 'customer-lookup' }, '/health'],
  ])('routes %j to %s', (event, url) => {
    expect(read(event).url).toBe(url);
  });

  it('keeps the path / if no action is named or configured', () => {
    expect(read({ rawPath: '/' }, { scopes: [] }).url).toBe('/');
  });

  it("drops the headers of the gateway's connection", () => {
    const headers = {
      Connection: 'keep-alive, x-a',
      'Content-Length': '999',
      'Transfer-Encoding': 'chunked',
      Expect: '100-continue',
      Upgrade: 'h2c',
      'X-A': 'kept',
      'X-B': undefined,
    } as unknown as Record<string, string>;

    expect(read({ headers }).headers).toEqual({ 'x-a': ['kept'], 'x-b': [] });
  });

  it.each([
    ['/ä b', '/%C3%A4%20b'],
    ['/a%20b', '/a%20b'],
    ['no-slash', '/no-slash'],
    ['/\ud800', '/%EF%BF%BD'],
    ['/a\r\nb', '/a%0D%0Ab'],
  ])('encodes the path %j for HTTP', (path, url) => {
    expect(read({ path }).url).toBe(url);
  });

  it('ignores fields with the wrong type', () => {
    const event = { requestContext: 5, headers: 'x', body: {}, httpMethod: 7, path: [] } as unknown as HttpEvent;

    expect(read(event)).toMatchObject({ method: 'POST', url: '/api/v1/dataactions/queues', body: Buffer.alloc(0) });
  });
});
