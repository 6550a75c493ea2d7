import { Logger } from '@nestjs/common';
import { DeadlineExceeded } from '../../../errors/limit-errors.js';
import { UpstreamRejected, UpstreamUnreachable } from '../../../errors/upstream-errors.js';
import { ClientDisconnected, Deadline } from '../../../resilience/deadline/deadline.js';
import { UpstreamConnector } from '../../../resilience/upstream/upstream-connector.js';
import { UpstreamResponse, UpstreamCall, UpstreamRequest } from '../../../resilience/upstream/upstream-request.js';
import { GenesysToken } from './genesys-token.js';
import { GenesysConfig } from './genesys.config.js';

type Login = (request: UpstreamRequest, call: UpstreamCall, nth: number) => Promise<UpstreamResponse>;

const granted = (value: string, expires_in = 86_400): UpstreamResponse => ({
  status: 200,
  headers: {},
  body: { access_token: value, token_type: 'bearer', expires_in },
});

const invalidClient = (description: string): UpstreamRejected => {
  const text = JSON.stringify({ error: 'invalid_client', description });
  return new UpstreamRejected('login', 400, { response: { status: 400, headers: {}, text } });
};

describe('GenesysToken', () => {
  let requests: UpstreamRequest[];
  let warnings: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    requests = [];
    warnings = [];
    Logger.overrideLogger({
      warn: (message: string) => warnings.push(message),
      log: () => undefined,
      error: () => undefined,
    });
  });

  afterEach(() => jest.useRealTimers());

  /** Tokens of a login host with the given responses. */
  function tokensFrom(login: Login, limitMs = 8_000, hasNewSecret = false): GenesysToken {
    const request = (sent: UpstreamRequest, call: UpstreamCall): Promise<UpstreamResponse> => {
      requests.push(sent);
      return login(sent, call, requests.length);
    };
    const connector = {
      connect: (name: string) => ({ name, request }),
      hasNewSecret: async () => hasNewSecret,
    } as unknown as UpstreamConnector;
    const config = Object.assign(new GenesysConfig(), { clientId: 'client', clientSecret: 'hush' });
    return new GenesysToken(config, { actionTimeoutMs: limitMs }, connector);
  }

  const tokenOf = (expiresInSeconds?: number): Login => {
    return async (_request, _call, nth) => granted(`token-${nth}`, expiresInSeconds);
  };

  const callOf = (limitMs = 8_000): { deadline: Deadline } => ({ deadline: new Deadline(performance.now(), limitMs) });

  it('requests client credentials with Basic authentication, as a form', async () => {
    await tokensFrom(tokenOf()).get(callOf());

    const [request] = requests;
    expect(request).toMatchObject({ method: 'POST', path: ['oauth', 'token'], repeatable: true });
    // "client:hush" in base64.
    expect(request?.headers).toEqual({ Authorization: 'Basic Y2xpZW50Omh1c2g=' });
    expect(request?.body).toEqual(new URLSearchParams('grant_type=client_credentials'));
  });

  it('reuses a token until 60 s before its expiry', async () => {
    const tokens = tokensFrom(tokenOf(300));

    expect(await tokens.get(callOf())).toBe('token-1');
    jest.advanceTimersByTime(239_999);
    expect(await tokens.get(callOf())).toBe('token-1');
    jest.advanceTimersByTime(1);
    expect(await tokens.get(callOf())).toBe('token-2');
  });

  it.each([5, 0])('uses a token that lives for %d s, after one login', async (seconds) => {
    expect(await tokensFrom(tokenOf(seconds)).get(callOf())).toBe('token-1');
    expect(requests).toHaveLength(1);
  });

  it('logs in once for concurrent callers', async () => {
    const tokens = tokensFrom(tokenOf());

    const values = await Promise.all(Array.from({ length: 50 }, () => tokens.get(callOf())));

    expect(new Set(values)).toEqual(new Set(['token-1']));
    expect(requests).toHaveLength(1);
  });

  it('ends each wait at its own deadline, and continues the login for others', async () => {
    const tokens = tokensFrom(async (_request, { deadline }) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      deadline.signal.throwIfAborted();
      return granted('token-1');
    });
    const hurried = expect(tokens.get(callOf(300))).rejects.toBeInstanceOf(DeadlineExceeded);
    const gone = callOf();
    const hungUp = expect(tokens.get(gone)).rejects.toBeInstanceOf(ClientDisconnected);
    const patient = tokens.get(callOf());

    gone.deadline.abort(new ClientDisconnected());
    await hungUp;
    await jest.advanceTimersByTimeAsync(300);
    await hurried;
    await jest.advanceTimersByTimeAsync(700);

    await expect(patient).resolves.toBe('token-1');
    expect(requests).toHaveLength(1);
  });

  it('ends a hanging login at the limit of a call, as a failure of the login host', async () => {
    const tokens = tokensFrom((_request, { deadline }) => deadline.race(new Promise<never>(() => undefined)), 8_000);
    const first = tokens.get(callOf(20_000));
    const failure = first.catch((error: unknown) => error);

    await jest.advanceTimersByTimeAsync(8_000);

    expect(await failure).toBeInstanceOf(UpstreamUnreachable);
    expect(await failure).toMatchObject({ message: 'Genesys Cloud login did not respond within 8000 ms' });
  });

  it('logs in again after a rejected token', async () => {
    const tokens = tokensFrom(tokenOf());
    const refused = await tokens.get(callOf());
    tokens.confirm(refused);

    tokens.invalidate(refused);

    expect(await tokens.get(callOf())).toBe('token-2');
  });

  it('keeps a newer token after a late rejection of an older one', async () => {
    const tokens = tokensFrom(tokenOf());
    const old = await tokens.get(callOf());
    tokens.confirm(old);
    tokens.invalidate(old);
    const newer = await tokens.get(callOf());
    tokens.confirm(newer);

    tokens.invalidate(old);

    expect(await tokens.get(callOf())).toBe('token-2');
    expect(requests).toHaveLength(2);
  });

  it('logs in at most every ten seconds if every token is rejected', async () => {
    const tokens = tokensFrom(tokenOf());
    const refuse = async (): Promise<string> => {
      const token = await tokens.get(callOf());
      tokens.invalidate(token);
      return token;
    };

    expect([await refuse(), await refuse(), await refuse()]).toEqual(['token-1', 'token-2', 'token-2']);
    jest.advanceTimersByTime(10_000);
    expect([await refuse(), await refuse()]).toEqual(['token-2', 'token-3']);
  });

  it('keeps a valid token while the login fails', async () => {
    const tokens = tokensFrom(async (_request, _call, nth) => {
      if (nth > 1) throw new UpstreamUnreachable('login', 'could not be reached');
      return granted('token-1', 300);
    });
    await tokens.get(callOf());

    jest.advanceTimersByTime(299_000);
    expect(await tokens.get(callOf())).toBe('token-1');
    expect(tokens.lastLogin).toMatchObject({ outcome: 'failed' });
    jest.advanceTimersByTime(1_000);
    await expect(tokens.get(callOf())).rejects.toBeInstanceOf(UpstreamUnreachable);
  });

  it('does not reuse a rejected token', async () => {
    const tokens = tokensFrom(async (_request, _call, nth) => {
      if (nth > 1) throw new UpstreamUnreachable('login', 'could not be reached');
      return granted('token-1');
    });
    tokens.invalidate(await tokens.get(callOf()));

    await expect(tokens.get(callOf())).rejects.toBeInstanceOf(UpstreamUnreachable);
  });

  it('retries after a failure', async () => {
    const tokens = tokensFrom(async (_request, _call, nth) => {
      if (nth === 1) throw invalidClient('client secret is invalid');
      return granted('token-2');
    });
    await expect(tokens.get(callOf())).rejects.toBeInstanceOf(UpstreamRejected);

    expect(await tokens.get(callOf())).toBe('token-2');
  });

  it.each([
    ['repeats a rejected login once with a rotated secret', 1, 'token-2'],
    ['fails if the rotated secret is rejected as well', 2, UpstreamRejected],
  ])('%s', async (_, rejections, result) => {
    const login: Login = async (_request, _call, nth) => {
      if (nth <= rejections) throw invalidClient('client secret is invalid');
      return granted(`token-${nth}`);
    };
    const token = tokensFrom(login, 8_000, true).get(callOf());

    if (typeof result === 'string') expect(await token).toBe(result);
    else await expect(token).rejects.toBeInstanceOf(result);
    expect(requests).toHaveLength(2);
  });

  it('rejects a response without a token', async () => {
    const tokens = tokensFrom(async () => ({ status: 200, headers: {}, body: {} }));

    await expect(tokens.get(callOf())).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'Genesys Cloud login sent a response without a usable token',
    });
  });

  it('records the result and time of the last login', async () => {
    const tokens = tokensFrom(async (_request, _call, nth) => {
      if (nth === 1) throw invalidClient('client not found');
      return granted('token-2');
    });
    expect(tokens.lastLogin).toEqual({ outcome: 'never', reason: '', ageSeconds: Infinity });

    await tokens.get(callOf()).catch(() => undefined);
    jest.advanceTimersByTime(12_000);
    expect(tokens.lastLogin).toEqual({
      outcome: 'failed',
      reason: 'Genesys Cloud login returned 400 Bad Request: authentication failed (invalid_client)',
      ageSeconds: 12,
    });

    await tokens.get(callOf());
    expect(tokens.lastLogin).toEqual({ outcome: 'ok', reason: '', ageSeconds: 0 });
  });

  it('logs once why a login was rejected and what to check, without the secret', async () => {
    const tokens = tokensFrom(async () => {
      throw invalidClient('no client with hush, Basic Y2xpZW50Omh1c2g=');
    });
    for (let times = 0; times < 3; times += 1) await tokens.get(callOf()).catch(() => undefined);

    expect(warnings).toEqual([
      'Genesys Cloud login returned 400 Bad Request: authentication failed (invalid_client): ' +
        'no client with [secret], Basic [secret] (invalid_client, context id unknown); ' +
        'check GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION',
    ]);
  });
});
