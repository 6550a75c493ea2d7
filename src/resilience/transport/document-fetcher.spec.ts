import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { ProxyServer } from '../../../test/support/network/proxy-server.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { ProxyConfig } from '../egress/proxy.config.js';
import { readProxyServer } from '../egress/proxy-server.js';
import { DocumentFetcher } from './document-fetcher.js';

describe('DocumentFetcher', () => {
  const fetcher = new DocumentFetcher(new ProxyConfig());
  const issuer = new Simulator('issuer', {
    keys: { method: 'GET', pattern: '/jwks', handle: () => ({ status: 200, body: { keys: [] } }) },
  });

  beforeAll(() => issuer.start());
  afterAll(() => issuer.stop());

  it('gets a document with its query, and with the credentials of its URL', async () => {
    const url = `${issuer.url.replace('http://', 'http://ada:p%40ss@')}/jwks?tenant=a#x`;

    expect(await fetcher.getJson(url, 1_000)).toEqual({ keys: [] });
    expect(issuer.calls('keys')[0]).toMatchObject({
      url: '/jwks?tenant=a',
      headers: { authorization: `Basic ${Buffer.from('ada:p@ss').toString('base64')}` },
    });
  });

  const getting = async (bytes: string): Promise<unknown> => {
    const upstream = await RawUpstream.start((socket) => void socket.end(bytes));
    const url = `${upstream.url.replace('http://', 'http://ada:secret@')}/jwks?key=secret`;
    return fetcher.getJson(url, 1_000).finally(() => upstream.stop());
  };

  it.each([
    ['a status', httpResponse({}, [], '503 Service Unavailable'), 'status 503'],
    ['a redirect', httpResponse('', ['Location: http://elsewhere'], '302 Found'), 'status 302'],
    ['too many bytes', httpResponse('x'.repeat(1_001)), 'the response is unusable: over 1000 bytes'],
    ['a response that is not JSON', httpResponse('secret'), 'the response is not JSON'],
    ['a response that is not HTTP', 'SSH-2.0\r\n', /./],
    [
      'a response cut short',
      'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{',
      'the response is unusable: other side closed',
    ],
  ])('fails for %s, with the URL in the message but without its secrets', async (_, bytes, reason) => {
    const error = (await getting(bytes).catch((thrown: unknown) => thrown)) as Error;

    expect(error.message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/jwks: /);
    expect(error.message).toMatch(reason);
    expect(error.message).not.toContain('secret');
  });

  it('names the URL in the message if the connection is refused', async () => {
    await expect(fetcher.getJson('http://127.0.0.1:1/jwks', 1_000)).rejects.toThrow(
      'GET http://127.0.0.1:1/jwks: connect ECONNREFUSED 127.0.0.1:1',
    );
  });

  it('fetches a document through the configured proxy', async () => {
    const proxy = await ProxyServer.start({ credentials: 'ada:p@ss' });
    const config = Object.assign(new ProxyConfig(), { httpProxy: readProxyServer(proxy.url('ada:p%40ss')) });

    expect(await new DocumentFetcher(config).getJson(`${issuer.url}/jwks`, 1_000)).toEqual({ keys: [] });

    expect(proxy.requests).toEqual([`GET ${issuer.url}/jwks`]);
    await proxy.stop();
  });
});
