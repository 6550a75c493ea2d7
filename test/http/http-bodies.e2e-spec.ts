import { RawConnection, head } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const LOOKUP = 'POST /api/v1/dataactions/customer-lookup HTTP/1.1';
const INPUT = '{"customer_id":"c-1"}';
const LIMIT_BYTES = 1_000;

describe('the body of a request', () => {
  let service: TestService;
  const open: RawConnection[] = [];

  beforeAll(async () => {
    service = await startService({ environment: { BODY_LIMIT_BYTES: String(LIMIT_BYTES) } });
  });

  afterEach(() => open.splice(0).forEach((connection) => connection.close()));

  /** Sends the head of an authorised call and parts of its body. */
  async function begin(headers: Record<string, string | number>, ...parts: readonly string[]): Promise<RawConnection> {
    const connection = await RawConnection.open(service.port);
    open.push(connection);
    const authorised = { Authorization: `Bearer ${service.world.issuer.token()}`, 'Content-Type': 'application/json' };
    connection.send(head(LOOKUP, { ...authorised, ...headers }), ...parts);
    return connection;
  }

  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
  const padded = (bytes: number): string => INPUT.padEnd(bytes, ' ');
  const reply = (headers: Record<string, string>, raw = INPUT) =>
    service.call('customer-lookup', undefined, { headers, raw });

  it('that is shorter than its Content-Length is a 400 with the reason', async () => {
    const connection = await begin({ 'Content-Length': 50 }, INPUT);
    connection.finish();
    const response = await connection.response();

    expect(response).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON', status_code: 400 } });
    expect(response.body.errors.join()).toContain('cut short');
    expect(envelopeDefects(response)).toEqual([]);
    await connection.ended;
  });

  it('that ends before its first byte, or between or within chunks, is a 400 with the reason', async () => {
    for (const connection of [
      await begin({ 'Content-Length': 50 }),
      await begin({ 'Transfer-Encoding': 'chunked' }, chunk(INPUT)),
      await begin({ 'Transfer-Encoding': 'chunked' }, `ff\r\n${INPUT}`),
    ]) {
      connection.finish();
      const response = await connection.response();

      expect([response.status, response.body.errors.join()]).toEqual([400, expect.stringContaining('cut short')]);
    }
  });

  it('whose connection is reset causes no internal error', async () => {
    for (const headers of [{ 'Content-Length': 50 }, { 'Transfer-Encoding': 'chunked' }]) {
      const connection = await begin(headers, headers['Transfer-Encoding'] ? chunk(INPUT) : INPUT);
      connection.reset();
      await connection.ended;
    }

    expect((await reply({})).status).toBe(200);
    const metrics = (await service.send('/metrics')).text;
    expect(metrics).not.toContain('code="INTERNAL"');
  });

  it('can be chunked', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' }, ...[...INPUT].map(chunk), '0\r\n\r\n');

    expect((await connection.response()).status).toBe(200);
  });

  it('with invalid chunks is a 400', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' }, chunk(INPUT), 'zz\r\n');
    const response = await connection.response();

    expect(response.status).toBe(400);
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('is accepted up to the limit', async () => {
    expect((await reply({}, padded(LIMIT_BYTES))).status).toBe(200);
    expect((await reply({}, padded(LIMIT_BYTES + 1))).status).toBe(413);
  });

  it('over the limit is a 413 before it is sent', async () => {
    const connection = await begin({ 'Content-Length': LIMIT_BYTES + 1 });
    const response = await connection.response();

    expect(response).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE', status_code: 413 } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('over the limit in chunks is a 413 while more chunks arrive', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' });
    const more = setInterval(() => connection.send(chunk('x'.repeat(300))), 5);
    const response = await connection.response();
    clearInterval(more);

    expect(response).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('that is rejected has its connection closed soon', async () => {
    const connection = await begin({ 'Content-Length': 1_000_000_000 });
    await connection.response();
    const more = setInterval(() => connection.send('x'.repeat(1_000)), 20);
    connection.socket.on('error', () => undefined);

    await connection.ended;
    clearInterval(more);
  });

  it('with Expect: 100-continue is requested after authentication', async () => {
    const connection = await begin({ Expect: '100-continue', 'Content-Length': INPUT.length });
    expect((await connection.response()).status).toBe(100);
    connection.send(INPUT);

    expect((await connection.response()).status).toBe(200);
  });

  it.each([
    ['without a token', { Authorization: '' }, 401],
    ['with a forged token', { Authorization: 'Bearer a.b.c' }, 401],
    ['of another type', { 'Content-Type': 'text/plain' }, 415],
    ['over the limit', { 'Content-Length': LIMIT_BYTES + 1 }, 413],
  ])('with Expect: 100-continue is not requested %s', async (_, headers, status) => {
    const connection = await begin({ Expect: '100-continue', 'Content-Length': INPUT.length, ...headers });

    expect((await connection.response()).status).toBe(status);
  });

  it.each([{ 'Content-Length': 100_000 }, { 'Transfer-Encoding': 'chunked' }])(
    'that never arrives does not delay the rejection of an unauthenticated caller: %j',
    async (headers) => {
      const connection = await begin({ ...headers, Authorization: 'Bearer a.b.c' });
      const response = await connection.response();

      expect(response.status).toBe(401);
      expect(envelopeDefects(response)).toEqual([]);
    },
  );

  it('of a rejected call is not parsed as the next call on the connection', async () => {
    const embedded = head('GET /health/live HTTP/1.1');
    const connection = await begin({ Authorization: '', 'Content-Length': embedded.length }, embedded);
    expect((await connection.response()).status).toBe(401);
    connection.send(head('GET /nowhere HTTP/1.1'));

    expect((await connection.response()).status).toBe(404);
    await until(() => !connection.hasResponse);
  });
});
