import { jsonCall } from '../json/json-call.js';
import { Simulator } from './simulator.js';

describe('a faulty route', () => {
  let work = 0;
  const bank = new Simulator<'pay'>(
    'bank',
    {
      pay: {
        method: 'POST',
        pattern: '/pay',
        handle: () => ({ status: 200, body: { paid: (work += 1) } }),
      },
    },
    (status) => ({ status, body: { refused: status }, headers: { 'X-Bank': 'closed' } }),
  );
  const pay = (signal?: AbortSignal) => jsonCall(`${bank.url}/pay`, { body: {}, ...(signal ? { signal } : {}) });

  /** Calls the route. Returns the response and its text, and stops reading after a number of bytes. */
  const wire = async (bytes: number) => {
    const leaving = new AbortController();
    const response = await fetch(`${bank.url}/pay`, { method: 'POST', signal: leaving.signal });
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      if (text.length >= bytes) break;
    }
    leaving.abort();
    return { response, text };
  };

  beforeAll(() => bank.start());
  beforeEach(() => {
    work = 0;
    bank.reset();
  });
  afterAll(() => bank.stop());

  it("responds late with the route's own response", async () => {
    bank.fail('pay', { kind: 'latency', latencyMs: 60 });
    const response = await pay();
    const call = await bank.whenClosed('pay');

    expect(response.body).toEqual({ paid: 1 });
    expect((call.closedAt ?? 0) - call.arrivedAt).toBeGreaterThanOrEqual(59);
  });

  it('does nothing if the client disconnects before a late response', async () => {
    bank.fail('pay', { kind: 'latency', latencyMs: 60_000 });
    const leaving = new AbortController();
    const response = pay(leaving.signal);
    await bank.whenReceived('pay');
    leaving.abort();

    await expect(response).rejects.toThrow('aborted');
    await bank.whenClosed('pay');
    expect(work).toBe(0);
  });

  it('executes the request before the client disconnects if the fault takes effect', async () => {
    bank.fail('pay', { kind: 'latency', latencyMs: 60_000, takesEffect: true });
    const leaving = new AbortController();
    const response = pay(leaving.signal);
    await bank.whenReceived('pay');
    leaving.abort();

    await expect(response).rejects.toThrow('aborted');
    expect(work).toBe(1);
  });

  it("returns a status with its headers and the simulator's error body", async () => {
    bank.fail('pay', { kind: 'status', status: 503, headers: { 'Retry-After': '7' } });
    const response = await pay();

    expect(response.status).toBe(503);
    expect(response.body).toEqual({ refused: 503 });
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('x-bank')).toBe('closed');
    expect(work).toBe(0);
  });

  it.each([null, [], {}, 0, '', false])('returns the given body %j', async (body) => {
    bank.fail('pay', { kind: 'status', status: 200, body });

    expect(await pay()).toMatchObject({ status: 200, body });
  });

  it('resets the connection', async () => {
    bank.fail('pay', { kind: 'reset' });

    await expect(pay()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(work).toBe(0);
  });

  it('executes the request and loses the response', async () => {
    bank.fail('pay', { kind: 'reset', takesEffect: true, times: 1 });

    await expect(pay()).rejects.toThrow('fetch failed');
    expect(work).toBe(1);
    expect((await pay()).body).toEqual({ paid: 2 });
  });

  it('executes the request and hangs', async () => {
    bank.fail('pay', { kind: 'hang', takesEffect: true });
    const leaving = new AbortController();
    const response = pay(leaving.signal);
    await bank.whenReceived('pay');
    setImmediate(() => leaving.abort());

    await expect(response).rejects.toThrow('aborted');
    expect(work).toBe(1);
  });

  it('hangs in the middle of the body', async () => {
    bank.fail('pay', { kind: 'hangBody' });
    const { response, text } = await wire(5);

    expect(response.headers.get('content-length')).toBe('10');
    expect(text).toBe('{"pai');
    expect(await bank.whenClosed('pay')).toMatchObject({ status: 200, completed: false });
  });

  it('sends endless white space', async () => {
    bank.fail('pay', { kind: 'drip', everyMs: 1 });
    const { response, text } = await wire(4);

    expect(response.status).toBe(200);
    expect(text).toMatch(/^ {4,}$/);
    expect(await bank.whenClosed('pay')).toMatchObject({ completed: false });
  });

  it('sends fewer bytes than its Content-Length', async () => {
    bank.fail('pay', { kind: 'cutShort', missingBytes: 5 });
    const { response, text } = await wire(10);

    expect(response.headers.get('content-length')).toBe('15');
    expect(text).toBe('{"paid":1}');
    await expect(pay()).rejects.toThrow('terminated');
  });

  it('returns a body that is not JSON', async () => {
    bank.fail(
      'pay',
      { kind: 'notJson', times: 1 },
      { kind: 'notJson', text: '{"half', contentType: 'application/json' },
    );
    const [page, half] = [await pay(), await pay()];

    expect(page.headers.get('content-type')).toBe('text/html');
    expect(page.body).toContain('<html>');
    expect(half.headers.get('content-type')).toBe('application/json');
    expect(half.body).toBe('{"half');
  });

  it.each([
    [undefined, 302],
    [307, 307],
  ])('redirects with status %s', async (status, expected) => {
    bank.fail('pay', { kind: 'redirect', location: 'http://elsewhere.example/', ...(status ? { status } : {}) });
    const response = await pay();

    expect(response.status).toBe(expected);
    expect(response.headers.get('location')).toBe('http://elsewhere.example/');
  });

  it('returns over two megabytes of JSON', async () => {
    bank.fail('pay', { kind: 'oversize' });
    const response = await pay();

    expect(response.headers.get('content-length')).toBe('2500000');
    expect(Object.keys(response.body as object)).toEqual(['padding']);
  });

  it('returns too much JSON without a Content-Length', async () => {
    bank.fail('pay', { kind: 'oversize', bytes: 50_000, chunked: true });
    const { response, text } = await wire(50_000);

    expect(response.headers.get('content-length')).toBeNull();
    expect(text).toHaveLength(50_000);
  });

  it('delays other faults', async () => {
    bank.fail('pay', { kind: 'status', status: 500, latencyMs: 60 });
    const response = await pay();
    const call = await bank.whenClosed('pay');

    expect(response.status).toBe(500);
    expect((call.closedAt ?? 0) - call.arrivedAt).toBeGreaterThanOrEqual(59);
  });

  it('works again after the fault is removed', async () => {
    bank.fail('pay', { kind: 'status', status: 500 });
    bank.heal('pay');

    expect((await pay()).status).toBe(200);
  });
});
