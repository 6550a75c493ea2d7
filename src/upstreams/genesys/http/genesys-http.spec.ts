import { UpstreamRejected, UpstreamThrottled } from '../../../errors/upstream-errors.js';
import { ClientDisconnected, Deadline } from '../../../resilience/deadline/deadline.js';
import { UpstreamHttp } from '../../../resilience/upstream/upstream-http.js';
import { UpstreamResponse } from '../../../resilience/upstream/upstream-request.js';
import { GenesysHttp } from './genesys-http.js';

const REQUEST = {
  operation: 'GET queues',
  method: 'GET',
  path: ['api', 'v2', 'routing', 'queues'],
  permission: 'routing:queue:view',
} as const;

const usage = (count: number, reset: number): Record<string, string> => ({
  'inin-ratelimit-count': String(count),
  'inin-ratelimit-allowed': '300',
  'inin-ratelimit-reset': String(reset),
});

describe('GenesysHttp', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Returns a client of an upstream that sends these responses in order, and the times of the requests. */
  function httpWith(...responses: readonly (UpstreamResponse | Error)[]) {
    const startedAtMs = performance.now();
    const sentAtMs: number[] = [];
    const request = async (): Promise<UpstreamResponse> => {
      const response = responses[sentAtMs.length] ?? { status: 200, headers: {}, body: 'fine' };
      sentAtMs.push(performance.now() - startedAtMs);
      if (response instanceof Error) throw response;
      return response;
    };
    return { http: new GenesysHttp({ name: 'Genesys Cloud', request } as unknown as UpstreamHttp), sentAtMs };
  }

  const callOf = (limitMs = 8_000): { deadline: Deadline } => ({ deadline: new Deadline(performance.now(), limitMs) });

  const throttled = (retryAfterMs: number): UpstreamThrottled =>
    new UpstreamThrottled('Genesys Cloud', { response: { status: 429, headers: {}, text: '', retryAfterMs } });

  it('sends nothing while the token has no calls left, and returns the wait', async () => {
    const { http, sentAtMs } = httpWith({ status: 200, headers: usage(300, 42), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());
    jest.advanceTimersByTime(2_000);

    await expect(http.request(REQUEST, 'token', callOf())).rejects.toMatchObject({
      code: 'UPSTREAM_THROTTLED',
      retryAfterMs: 40_000,
    });
    expect(sentAtMs).toEqual([0]);
  });

  it('waits for the end of a short pause', async () => {
    const { http, sentAtMs } = httpWith({ status: 200, headers: usage(300, 1), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());
    const second = http.request(REQUEST, 'token', callOf());

    await jest.advanceTimersByTimeAsync(1_000);

    await expect(second).resolves.toMatchObject({ body: 'fine' });
    expect(sentAtMs).toEqual([0, 1_000]);
  });

  it('waits for at most a second, even if the deadline is later', async () => {
    const { http, sentAtMs } = httpWith({ status: 200, headers: usage(300, 2), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());

    await expect(http.request(REQUEST, 'token', callOf(60_000))).rejects.toMatchObject({ retryAfterMs: 2_000 });
    expect(sentAtMs).toEqual([0]);
  });

  it('does not wait if the deadline leaves no time for the call', async () => {
    const { http } = httpWith({ status: 200, headers: usage(300, 1), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());

    await expect(http.request(REQUEST, 'token', callOf(1_049))).rejects.toMatchObject({ retryAfterMs: 1_000 });
  });

  it('stops waiting when the client disconnects', async () => {
    const { http, sentAtMs } = httpWith({ status: 200, headers: usage(300, 1), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());
    const call = callOf();
    const second = expect(http.request(REQUEST, 'token', call)).rejects.toBeInstanceOf(ClientDisconnected);

    await jest.advanceTimersByTimeAsync(200);
    call.deadline.abort(new ClientDisconnected());

    await second;
    expect(sentAtMs).toEqual([0]);
  });

  it('sends no more concurrent calls than the token has left', async () => {
    const { http, sentAtMs } = httpWith({ status: 200, headers: usage(298, 42), body: 'fine' });
    await http.request(REQUEST, 'token', callOf());

    const rest = await Promise.allSettled([1, 2, 3, 4].map(() => http.request(REQUEST, 'token', callOf())));

    expect(rest.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    expect(sentAtMs).toHaveLength(3);
  });

  it('pauses an operation for its Retry-After, and continues others', async () => {
    const { http, sentAtMs } = httpWith(throttled(3_600_000));

    await expect(http.request(REQUEST, 'token', callOf())).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    jest.advanceTimersByTime(1_000);
    await expect(http.request(REQUEST, 'token', callOf())).rejects.toMatchObject({ retryAfterMs: 3_599_000 });
    await http.request({ ...REQUEST, operation: 'GET users' }, 'token', callOf());

    expect(sentAtMs).toEqual([0, 1_000]);
  });

  it('names the missing permission and the context id if the platform returns 403', async () => {
    const text = '{"code":"missing.permissions","contextId":"c0ffee"}';
    const { http } = httpWith(
      new UpstreamRejected('Genesys Cloud', 403, { response: { status: 403, headers: {}, text } }),
    );

    await expect(http.request(REQUEST, 'token', callOf())).rejects.toMatchObject({
      message: 'Genesys Cloud returned 403 Forbidden: the OAuth client lacks the permission routing:queue:view',
      cause: { message: 'missing.permissions, context id c0ffee' },
    });
  });

  it('returns other failures unchanged', async () => {
    const failure = new Error('no response');
    const { http } = httpWith(failure);

    await expect(http.request(REQUEST, 'token', callOf())).rejects.toBe(failure);
  });
});
