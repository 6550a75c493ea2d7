import { writeFileSync } from 'node:fs';
import { FileWatcher } from '../../src/config/files/file-watcher.js';
import { definition, DefinitionFolder, startHosting, texts } from './hosted-world.js';
import { RecordingUpstream } from '../support/network/recording-upstream.js';
import { TestService } from '../support/service.js';

describe('custom authentication', () => {
  let upstream: RecordingUpstream;
  let secrets: DefinitionFolder;
  let service: TestService;

  beforeAll(async () => {
    upstream = await RecordingUpstream.start();
    secrets = new DefinitionFolder({ secret: 'first-secret\n' });
  });

  beforeEach(async () => {
    upstream.reset();
    const authorization = '${authResponse.token_type} ${authResponse.access_token}';
    service = await startHosting(
      {
        'login.customAuth.json': definition({
          url: `${upstream.url}/token`,
          method: 'POST',
          actionType: 'customAuth',
          headers: {
            Authorization: 'Basic $encoding.base64("${credentials.id}:${credentials.secret}")',
            'Content-Type': 'application/x-www-form-urlencoded',
          },
          body: 'grant_type=client_credentials',
        }),
        'login.policy.yaml': `credentials: { id: { env: LOGIN_ID }, secret: { file: ${secrets.path}/secret } }\n`,
        'find.json': definition({
          url: `${upstream.url}/find/\${input.id}`,
          headers: { Authorization: authorization },
          input: texts('id'),
        }),
      },
      { environment: { LOGIN_ID: 'client-1' } },
    );
  });

  afterEach(() => service.stop());

  const logins = (): number => upstream.requests.filter(({ target }) => target === '/token').length;

  it('fetches one token for all callers', async () => {
    upstream.respond = async ({ target }) => {
      if (target !== '/token') return { json: {} };
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { json: { access_token: 't-1', token_type: 'Bearer', expires_in: 3600 } };
    };
    const replies = await Promise.all(Array.from({ length: 20 }, (_, id) => service.call('find', { id: `c-${id}` })));

    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set(['OK']));
    expect(logins()).toBe(1);
    expect(upstream.requests[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from('client-1:first-secret').toString('base64')}`,
    );
    expect(upstream.requests.at(-1)?.headers['authorization']).toBe('Bearer t-1');
  });

  it('fetches another token once if the upstream responds with 401', async () => {
    let issued = 0;
    let good = 'Bearer t-1';
    upstream.respond = ({ target, headers }) => {
      if (target === '/token') return { json: { access_token: `t-${(issued += 1)}`, token_type: 'Bearer' } };
      return headers['authorization'] === good ? { json: {} } : { status: 401, json: {} };
    };
    await service.call('find', { id: '1' });
    good = 'Bearer t-2';
    expect((await service.call('find', { id: '2' })).body.code).toBe('OK');
    good = 'none';
    expect((await service.call('find', { id: '3' })).body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 401,
      action: 'refresh_token',
    });
    expect(issued).toBe(3);
  });

  it('fails with the failure of the token request', async () => {
    upstream.respond = ({ target }) => (target === '/token' ? { status: 403, json: {} } : { json: {} });
    expect((await service.call('find', { id: '1' })).body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 403,
    });
    expect(upstream.requests.every(({ target }) => target === '/token')).toBe(true);
  });

  it('is no action itself', async () => {
    expect((await service.call('login', {})).status).toBe(404);
  });

  it('follows a secret in a file', async () => {
    upstream.respond = ({ target }) =>
      target === '/token' ? { json: { access_token: 't', expires_in: 0 } } : { json: {} };
    await service.call('find', { id: '1' });
    writeFileSync(`${secrets.path}/secret`, 'second-secret');
    await service.app.get(FileWatcher).reload();
    await service.call('find', { id: '2' });

    const sent = upstream.requests
      .filter(({ target }) => target === '/token')
      .map(({ headers }) => headers['authorization']);
    expect(sent.at(-1)).toBe(`Basic ${Buffer.from('client-1:second-secret').toString('base64')}`);
  });
});
