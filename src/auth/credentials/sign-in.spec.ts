import { AuthConfig } from '../access/auth.config.js';
import { RegisteredClient, RegisteredClients } from '../clients/registered-client.js';
import { SecretVerifier } from '../clients/secret-verifier.js';
import { SignIn } from './sign-in.js';
import { SignInRateLimit } from './sign-in-rate-limit.js';

const CLIENTS = new Map([['flows', { id: 'flows' }]]) as unknown as RegisteredClients;
const CHECK_MS = 100;

/** Delays each verification. */
class SlowVerifier {
  checked: string[] = [];

  async find(
    clients: RegisteredClients,
    id: string,
    secrets: readonly string[],
  ): Promise<RegisteredClient | undefined> {
    this.checked.push(secrets.join());
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
    return secrets.includes('right') ? clients.get(id) : undefined;
  }
}

describe('SignIn', () => {
  let verifier: SlowVerifier;
  let signIn: SignIn;

  beforeEach(() => {
    jest.useFakeTimers();
    verifier = new SlowVerifier();
    const limit = new SignInRateLimit({ ...new AuthConfig(), attemptsPerMinute: 30 });
    signIn = new SignIn(verifier as unknown as SecretVerifier, limit);
  });

  afterEach(() => jest.useRealTimers());

  /** Returns the client's id, '' for a wrong secret, or the code of a rejection. */
  const verify = (address: string, secret: string, id = 'flows'): Promise<string> =>
    signIn.verify({ clients: CLIENTS, kind: 'oauth', id, secrets: [secret], address }).then(
      (client) => client?.id ?? '',
      (error: { code: string }) => error.code,
    );

  async function settled<T>(work: Promise<T>): Promise<T> {
    await jest.advanceTimersByTimeAsync(60 * CHECK_MS);
    return work;
  }

  it('finds the client that a secret belongs to', async () => {
    expect(await settled(verify('192.0.2.1', 'right'))).toBe('flows');
    expect(await settled(verify('192.0.2.1', 'wrong'))).toBe('');
    expect(await settled(verify('192.0.2.1', 'right', 'nobody'))).toBe('');
  });

  it('admits the first attempt of the real client while guesses fill the queue for its id', async () => {
    const guesses = Array.from({ length: 300 }, (_, index) => verify(`198.51.100.${index % 10}`, `guess ${index}`));
    const real = verify('192.0.2.1', 'right');

    expect(await settled(real)).toBe('flows');
    expect((await settled(Promise.all(guesses))).filter((result) => result === '').length).toBeLessThanOrEqual(30);
  });

  it('admits the real client while guesses with unknown ids arrive', async () => {
    const guesses = Array.from({ length: 200 }, (_, index) =>
      verify(`198.51.100.${index % 10}`, 'x', `nobody-${index}`),
    );

    expect(await settled(verify('192.0.2.1', 'right'))).toBe('flows');
    await settled(Promise.all(guesses));
  });

  it('gives priority to an address that signed in recently', async () => {
    await settled(verify('192.0.2.1', 'right'));
    verifier.checked = [];
    const others = Array.from({ length: 20 }, (_, index) => verify(`198.51.100.${index}`, `guess ${index}`));
    const real = verify('192.0.2.1', 'right');
    await settled(Promise.all([real, ...others]));

    expect(verifier.checked.slice(0, 3)).toContain('right');
  });

  it('rejects a guesser with Retry-After and the rate limit headers', async () => {
    for (let guess = 0; guess < 30; guess += 1) await settled(verify('198.51.100.1', `guess ${guess}`));
    const presented = {
      clients: CLIENTS,
      kind: 'oauth',
      id: 'flows',
      secrets: ['x'],
      address: '198.51.100.1',
    } as const;

    await expect(signIn.verify(presented)).rejects.toMatchObject({
      code: 'OVERLOADED',
      headers: { 'RateLimit-Policy': '"sign-in";q=30;w=60', RateLimit: expect.stringMatching(/^"sign-in";r=0;t=\d+$/) },
    });
  });

  it('does not limit successful attempts', async () => {
    const few = new SignInRateLimit({ ...new AuthConfig(), attemptsPerMinute: 2 });
    signIn = new SignIn(verifier as unknown as SecretVerifier, few);
    const crowd = Array.from({ length: 30 }, () => verify('192.0.2.1', 'right'));

    expect(new Set(await settled(Promise.all(crowd)))).toEqual(new Set(['flows']));
  });
});
