import { definition, startHosting, texts } from './hosted-world.js';
import { Recorded, RecordingUpstream } from '../support/network/recording-upstream.js';
import { HOSTILE_INPUTS, HOSTILE_PARTS } from './hostile-inputs.js';
import { Reply, TestService } from '../support/service.js';

const KEY = 'the-key-of-the-upstream';

describe('hostile inputs', () => {
  let upstream: RecordingUpstream;
  let service: TestService;

  beforeAll(async () => {
    upstream = await RecordingUpstream.start();
    const base = upstream.url;
    const policy = 'credentials: { key: { env: HOSTILE_KEY } }\neffect: read\n';
    const headers = { 'X-Key': '${credentials.key}' };
    const action = (parts: object): object => definition({ url: `${base}/x`, headers, input: texts('id'), ...parts });
    const post = { method: 'POST' };
    const files = {
      path: action({ url: `${base}/v1/customers/\${input.id}/orders?limit=5` }),
      'path-escaped': action({ url: `${base}/v1/customers/$esc.url($input.id)/orders?limit=5` }),
      'path-last': action({ url: `${base}/v1/customers/c-\${input.id}` }),
      'query-and-json': action({
        ...post,
        url: `${base}/v1/search?q=\${input.id}&escaped=$esc.url("\${input.id}")&limit=5`,
        body: '{"id": "\${input.id}", "escaped": "$esc.jsonString(\${input.id})", "limit": 5}',
      }),
      header: action({ headers: { ...headers, 'X-Customer': 'c \${input.id}' } }),
      form: action({
        ...post,
        headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'id=\${input.id}&limit=5',
      }),
      raw: action(post),
    };
    service = await startHosting(
      Object.fromEntries<object | string>(
        Object.entries(files).flatMap(([name, file]) => [
          [`${name}.json`, file] as const,
          [`${name}.policy.yaml`, policy] as const,
        ]),
      ),
      { environment: { HOSTILE_KEY: KEY } },
    );
  });

  beforeEach(() => upstream.reset());

  /** Sends hostile inputs to an action. @returns the requests that the upstream received, with the credential */
  async function sendAll(action: string, inputs: readonly string[]): Promise<readonly Recorded[]> {
    const replies: Reply[] = [];
    for (let from = 0; from < inputs.length; from += 25)
      replies.push(...(await Promise.all(inputs.slice(from, from + 25).map((id) => service.call(action, { id })))));
    expect(new Set(replies.map(({ body }) => body.code))).toEqual(
      new Set(['OK', ...(replies.some(({ body }) => body.code === 'INVALID_INPUT') ? ['INVALID_INPUT'] : [])]),
    );
    expect(upstream.requests.length).toBe(replies.filter(({ body }) => body.code === 'OK').length);
    expect(new Set(upstream.requests.map(({ headers }) => headers['x-key']))).toEqual(new Set([KEY]));
    expect(upstream.requests.filter(({ target, text }) => (target + text).includes(KEY))).toEqual([]);
    return upstream.requests;
  }

  const decoded = (text: string): string => {
    let result = text;
    for (let times = 0; times < 3; times += 1)
      result = result.replace(/%([\da-f]{2})/gi, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      );
    return result;
  };

  const isOwnSegment = (segment: string): boolean =>
    segment !== '' &&
    !decoded(segment)
      .split(/[/\\]/)
      .some((part) => /^\.{1,2}(?:;.*)?$/.test(part));

  it('are at least 500', () => expect(new Set(HOSTILE_INPUTS).size).toBeGreaterThanOrEqual(500));

  it.each([
    ['path', HOSTILE_INPUTS, /^\/v1\/customers\/([^/?#]+)\/orders\?limit=5$/],
    ['path-escaped', HOSTILE_PARTS, /^\/v1\/customers\/([^/?#]+)\/orders\?limit=5$/],
    ['path-last', HOSTILE_PARTS, /^\/v1\/customers\/([^/?#]+)$/],
  ])('reach no other segment of %s', async (action, inputs, pattern) => {
    const requests = await sendAll(action, inputs);
    const strange = requests.filter(({ target }) => !isOwnSegment(pattern.exec(target)?.[1] ?? ''));
    expect(strange.map(({ target }) => target)).toEqual([]);
    expect(requests.length).toBeGreaterThan(inputs.length / 5);
  });

  it('reach no other parameter of a query, and no other member of JSON', async () => {
    const requests = await sendAll('query-and-json', HOSTILE_INPUTS);
    for (const { target, text } of requests) {
      const url = new URL(target, 'http://x');
      expect([url.pathname, [...url.searchParams.keys()], url.searchParams.get('limit')]).toEqual([
        '/v1/search',
        ['q', 'escaped', 'limit'],
        '5',
      ]);
      expect(JSON.parse(text)).toEqual({ id: expect.any(String), escaped: expect.any(String), limit: 5 });
    }
    expect(requests.length).toBeGreaterThan(400);
  });

  it('reach no other header', async () => {
    const requests = await sendAll('header', HOSTILE_PARTS);
    const names = new Set(requests.map(({ headers }) => Object.keys(headers).sort().join()));
    expect(names.size).toBe(1);
    expect(requests.length).toBeGreaterThan(40);
  });

  it('reach no other field of a form', async () => {
    for (const { text } of await sendAll('form', HOSTILE_PARTS))
      expect([...new URLSearchParams(text).keys()]).toEqual(['id', 'limit']);
  });

  it('are unchanged in rawRequest', async () => {
    const sent = (await sendAll('raw', HOSTILE_PARTS)).map(({ text }) => (JSON.parse(text) as { id: string }).id);
    expect(new Set(sent).size).toBeGreaterThan(80);
  });
});

describe('private addresses', () => {
  const serve = async (urls: Readonly<Record<string, string>>, allowed: string): Promise<TestService> =>
    startHosting(Object.fromEntries(Object.entries(urls).map(([name, url]) => [`${name}.json`, definition({ url })])), {
      environment: { DATA_ACTIONS_PRIVATE_HOSTS: allowed, RETRY_ATTEMPTS: '1' },
    });
  const rejection = { code: 'UPSTREAM_UNREACHABLE', status_code: 599 };

  it('are rejected by default', async () => {
    const upstream = await RecordingUpstream.start();
    const hosts = { address: '127.0.0.1', name: 'localhost', mapped: '[::ffff:127.0.0.1]' };
    const urls = Object.entries(hosts).map(([name, host]) => [name, `http://${host}:${upstream.port}/x`]);
    const service = await serve(Object.fromEntries(urls) as Record<string, string>, '');
    for (const name of Object.keys(hosts)) expect((await service.call(name, {})).body).toMatchObject(rejection);
    expect(upstream.requests).toEqual([]);
  });

  it('are allowed if the configuration names their host, or their host and port', async () => {
    const [upstream, other] = [await RecordingUpstream.start(), await RecordingUpstream.start()];
    const urls = { host: `http://localhost:${other.port}`, port: upstream.url, 'other-port': other.url };
    const service = await serve(urls, `localhost,127.0.0.1:${upstream.port}`);
    expect((await service.call('host', {})).body.code).toBe('OK');
    expect((await service.call('port', {})).body.code).toBe('OK');
    expect((await service.call('other-port', {})).body).toMatchObject(rejection);
    expect([upstream.requests.length, other.requests.length]).toEqual([1, 1]);
  });
});
