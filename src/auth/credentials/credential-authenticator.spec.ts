import { IncomingMessage } from 'node:http';
import { AuthConfig } from '../access/auth.config.js';
import type { CredentialAuthenticator } from './credential-authenticator.js';
import { RegisteredClient } from '../clients/registered-client.js';
import { PresentedSecret, SignIn } from './sign-in.js';

const CLIENTS = new Map([['flows', { id: 'flows', organisation: 'org-1', scopes: ['dataaction:read'] }]]);
const RIGHT = { kind: 'basic', id: 'flows', secret: 'right' } as const;
const WRONG = { ...RIGHT, secret: 'wrong' };
const CALLER = { organisation: 'org-1', client: 'flows', scopes: ['dataaction:read'], credential: 'basic' };

/** Counts the checks of secrets. */
class FakeSignIn {
  count = 0;
  error: Error | undefined;
  readonly addresses: string[] = [];
  readonly confirmed: string[] = [];

  async verify({ clients, id, secrets, address }: PresentedSecret): Promise<RegisteredClient | undefined> {
    this.count += 1;
    this.addresses.push(address);
    if (this.error) throw this.error;
    return secrets[0] === 'right' ? clients.get(id) : undefined;
  }

  confirm({ address }: { address: string }): void {
    this.confirmed.push(address);
  }
}

describe('client credentials', () => {
  let checks: FakeSignIn;
  let authenticator: CredentialAuthenticator;

  beforeAll(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    // The cache reads the clock when its module is loaded.
    jest.resetModules();
    jest.advanceTimersByTime(1_000);
  });

  beforeEach(async () => {
    const { CredentialAuthenticator: CredentialAuthenticator } = await import('./credential-authenticator.js');
    checks = new FakeSignIn();
    const config = { ...new AuthConfig(), basicClients: CLIENTS as never, apiKeyClients: CLIENTS as never };
    authenticator = new CredentialAuthenticator(config, checks as unknown as SignIn);
  });

  afterAll(() => jest.useRealTimers());

  it('are cached for a minute', async () => {
    for (const ms of [0, 59_998, 1]) {
      jest.advanceTimersByTime(ms);
      expect(await authenticator.verify(RIGHT, '192.0.2.1')).toEqual(CALLER);
    }
    expect([checks.count, checks.addresses]).toEqual([1, ['192.0.2.1']]);
    expect(checks.confirmed).toHaveLength(3);

    jest.advanceTimersByTime(2);
    await authenticator.verify(RIGHT, '192.0.2.1');
    expect(checks.count).toBe(2);
  });

  it('are verified once for concurrent calls', async () => {
    await Promise.all(Array.from({ length: 100 }, () => authenticator.verify(RIGHT, '192.0.2.1')));

    expect(checks.count).toBe(1);
  });

  it('are rejected from the cache if the same wrong secret is sent again', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1)
      await expect(authenticator.verify(WRONG, '192.0.2.1')).rejects.toMatchObject({ reason: 'credentials' });

    expect(checks.count).toBe(1);
    expect(await authenticator.verify(RIGHT, '192.0.2.1')).toEqual(CALLER);
  });

  it('have different cache entries for each kind, id and secret', async () => {
    await authenticator.verify(RIGHT, '192.0.2.1');
    for (const [id, secret] of [
      ['flow', 'sright'],
      ['flows","right', ''],
      ['flowsright', ''],
    ] as const)
      await expect(authenticator.verify({ ...RIGHT, id, secret }, '192.0.2.1')).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    expect(await authenticator.verify({ ...RIGHT, kind: 'api_key' }, '192.0.2.1')).toMatchObject({
      credential: 'api_key',
    });

    expect(checks.count).toBe(5);
  });

  it('are verified again if the last check ended with an error', async () => {
    checks.error = new Error('full');
    await expect(authenticator.verify(RIGHT, '192.0.2.1')).rejects.toThrow('full');
    checks.error = undefined;

    expect(await authenticator.verify(RIGHT, '192.0.2.1')).toEqual(CALLER);
  });

  it.each([
    [{ 'x-api-key': 'flows.a.b' }, { kind: 'api_key', id: 'flows', secret: 'a.b' }],
    [{ authorization: 'Basic YTpiOmM=' }, { kind: 'basic', id: 'a', secret: 'b:c' }],
    [{ authorization: 'Bearer x' }, undefined],
    [{}, undefined],
  ])('are read from %j', (headers, presented) => {
    expect(authenticator.credentialsOf(requestWith(headers))).toEqual(presented);
  });

  it.each([
    [{ 'x-api-key': 'nodot' }, 'malformed_credentials'],
    [{ 'x-api-key': '' }, 'malformed_credentials'],
    [{ authorization: 'Basic' }, 'malformed_credentials'],
    [{ authorization: 'Bearer x', 'x-api-key': 'a.b' }, 'several_credentials'],
    [{ authorization: 'Basic YTpiOmM=', Authorization: 'Bearer x' }, 'several_credentials'],
  ])('are rejected in %j', async (headers, reason) => {
    const read = async (): Promise<unknown> => authenticator.credentialsOf(requestWith(headers));

    await expect(read()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason });
  });
});

const requestWith = (headers: Record<string, string>): IncomingMessage =>
  ({ headers, rawHeaders: Object.entries(headers).flat() }) as unknown as IncomingMessage;
