import { Catalogue } from '../../src/data-actions/catalogue/catalogue.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { AMBIGUOUS, INVALID, NOT_UTF8, VALID } from './json-corpus.js';

const LOOKUP = 'POST /api/v1/dataactions/customer-lookup HTTP/1.1';
const INPUT = '{"customer_id":"c-1"}';
const LIMIT_BYTES = 1_000;

/** A request on the wire, valid by default. */
interface Call {
  method: string;
  path: string;
  scope: string;
  hasToken: boolean;
  type: string;
  body: string;
}

/** Defects of a request, in the order of the checks. */
const DEFECTS: readonly (readonly [code: string, status: number, spoil: (call: Call) => void])[] = [
  ['METHOD_NOT_ALLOWED', 405, (call) => (call.method = 'PUT')],
  ['UNKNOWN_ACTION', 404, (call) => (call.path = '/api/v1/dataactions/nothing')],
  ['UNAUTHENTICATED', 401, (call) => (call.hasToken = false)],
  ['FORBIDDEN', 403, (call) => (call.scope = 'openid')],
  ['UNSUPPORTED_MEDIA_TYPE', 415, (call) => (call.type = 'text/plain')],
  ['PAYLOAD_TOO_LARGE', 413, (call) => (call.body = call.body.padEnd(2_000))],
  ['MALFORMED_JSON', 400, (call) => (call.body = call.body.replace('}', ''))],
  ['INVALID_INPUT', 400, (call) => (call.body = call.body.replace('customer_id', 'nothing'))],
];

const PAIRS = DEFECTS.flatMap(([code, status, spoil], at) =>
  DEFECTS.slice(at + 1).map(([laterCode, , spoilLater]) => [code, laterCode, status, spoil, spoilLater] as const),
);

const STYLES = ['status', 'in-body'] as const;

/** One in 12 bodies is also sent to each route except the first, in each style. */
const OTHERS_SHARE = 12;

let service: TestService;
/** A service that accepts bodies of up to `LIMIT_BYTES`. */
let limited: TestService;

beforeAll(async () => {
  service = await startService();
  limited = await startService({ world: service.world, environment: { BODY_LIMIT_BYTES: String(LIMIT_BYTES) } });
});

describe('the body of a request', () => {
  const open: RawConnection[] = [];

  afterEach(() => open.splice(0).forEach((connection) => connection.close()));

  /** Sends the head of an authorised call and parts of its body. */
  async function begin(headers: Record<string, string | number>, ...parts: readonly string[]): Promise<RawConnection> {
    const connection = await RawConnection.open(limited.port);
    open.push(connection);
    const authorised = { Authorization: `Bearer ${service.world.issuer.token()}`, 'Content-Type': 'application/json' };
    connection.send(head(LOOKUP, { ...authorised, ...headers }), ...parts);
    return connection;
  }

  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
  const padded = (bytes: number): string => INPUT.padEnd(bytes, ' ');
  const reply = (headers: Record<string, string>, raw = INPUT) =>
    limited.call('customer-lookup', undefined, { headers, raw });

  it('causes a 400 with the reason if it is shorter than its Content-Length', async () => {
    const connection = await begin({ 'Content-Length': 50 }, INPUT);
    connection.finish();
    const response = await connection.response();

    expect(response).toMatchObject({ status: 400, body: { code: 'MALFORMED_JSON', status_code: 400 } });
    expect(response.body.errors.join()).toContain('cut short');
    expect(envelopeDefects(response)).toEqual([]);
    await connection.ended;
  });

  it('causes a 400 with the reason if it ends before its first byte, between chunks or within a chunk', async () => {
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

  it('causes no internal error if its connection is reset', async () => {
    for (const headers of [{ 'Content-Length': 50 }, { 'Transfer-Encoding': 'chunked' }]) {
      const connection = await begin(headers, headers['Transfer-Encoding'] ? chunk(INPUT) : INPUT);
      connection.reset();
      await connection.ended;
    }

    expect((await reply({})).status).toBe(200);
    const metrics = (await limited.send('/metrics')).text;
    expect(metrics).not.toContain('code="INTERNAL"');
  });

  it('can be chunked', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' }, ...[...INPUT].map(chunk), '0\r\n\r\n');

    expect((await connection.response()).status).toBe(200);
  });

  it('causes a 400 if a chunk is invalid', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' }, chunk(INPUT), 'zz\r\n');
    const response = await connection.response();

    expect(response.status).toBe(400);
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('is accepted up to the limit', async () => {
    expect((await reply({}, padded(LIMIT_BYTES))).status).toBe(200);
    expect((await reply({}, padded(LIMIT_BYTES + 1))).status).toBe(413);
  });

  it('causes a 413 before it is sent if its Content-Length is over the limit', async () => {
    const connection = await begin({ 'Content-Length': LIMIT_BYTES + 1 });
    const response = await connection.response();

    expect(response).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE', status_code: 413 } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('causes a 413 while its chunks still arrive if they exceed the limit', async () => {
    const connection = await begin({ 'Transfer-Encoding': 'chunked' });
    const more = setInterval(() => connection.send(chunk('x'.repeat(300))), 5);
    const response = await connection.response();
    clearInterval(more);

    expect(response).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it('does not keep the connection open after it was rejected', async () => {
    const connection = await begin({ 'Content-Length': 1_000_000_000 });
    await connection.response();
    const more = setInterval(() => connection.send('x'.repeat(1_000)), 20);
    connection.socket.on('error', () => undefined);

    await connection.ended;
    clearInterval(more);
  });

  it('is requested after authentication if the caller sends Expect: 100-continue', async () => {
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
  ])('is not requested %s, although the caller sends Expect: 100-continue', async (_, headers, status) => {
    const connection = await begin({ Expect: '100-continue', 'Content-Length': INPUT.length, ...headers });

    expect((await connection.response()).status).toBe(status);
  });

  it.each([{ 'Content-Length': 100_000 }, { 'Transfer-Encoding': 'chunked' }])(
    'does not delay the rejection of an unauthenticated caller if it never arrives: %j',
    async (headers) => {
      const connection = await begin({ ...headers, Authorization: 'Bearer a.b.c' });
      const response = await connection.response();

      expect(response.status).toBe(401);
      expect(envelopeDefects(response)).toEqual([]);
    },
  );

  it('is not parsed as the next call if its own call is rejected', async () => {
    const embedded = head('GET /health/live HTTP/1.1');
    const connection = await begin({ Authorization: '', 'Content-Length': embedded.length }, embedded);
    expect((await connection.response()).status).toBe(401);
    connection.send(head('GET /nowhere HTTP/1.1'));

    expect((await connection.response()).status).toBe(404);
    await until(() => !connection.hasResponse);
  });
});

describe('the headers of a body', () => {
  const reply = (headers: Record<string, string>) =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { headers });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/json',
    'application/json, application/json',
    'application/json; charset=latin1',
    'application/json;charset="iso-8859-1"',
    '*/*',
    ';',
  ])('with the type %s cause a 415', async (type) => {
    const response = await reply({ 'Content-Type': type });

    expect(response).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE', status_code: 415 } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json ; charset="utf-8"',
    'application/json; profile=x',
  ])('with the type %s are accepted', async (type) => {
    expect((await reply({ 'Content-Type': type })).status).toBe(200);
  });

  it('without a type cause a 415', async () => {
    expect((await reply({ 'Content-Type': '' })).status).toBe(415);
  });

  it.each(['gzip', 'deflate', 'br', 'identity, gzip', 'x'])('with the coding %s cause a 415', async (coding) => {
    expect(await reply({ 'Content-Encoding': coding })).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
  });

  it.each(['identity', 'Identity'])('with the coding %s are accepted', async (coding) => {
    expect((await reply({ 'Content-Encoding': coding })).status).toBe(200);
  });
});

describe('the checks of a request', () => {
  async function send({ method, path, scope, hasToken, type, body }: Call) {
    const authorization = hasToken ? `Bearer ${service.world.issuer.token({ claims: { scope } })}` : '';
    const connection = await RawConnection.open(limited.port);
    connection.send(
      head(`${method} ${path} HTTP/1.1`, {
        Authorization: authorization,
        'Content-Type': type,
        'Content-Length': body.length,
      }),
      body,
    );
    const response = await connection.response();
    connection.close();
    return response;
  }

  it.each(PAIRS)('report %s before %s', async (code, _, status, ...spoils) => {
    const call: Call = {
      method: 'POST',
      path: '/api/v1/dataactions/customer-lookup',
      scope: 'dataaction:read',
      hasToken: true,
      type: 'application/json',
      body: '{"customer_id":"c-1"}',
    };
    for (const spoil of spoils) spoil(call);

    const response = await send(call);

    expect([response.body.code, response.status]).toEqual([code, status]);
    expect(envelopeDefects(response)).toEqual([]);
  });
});

describe('the text of a body', () => {
  let routes: string[];
  let token: string;

  beforeAll(() => {
    routes = service.app
      .get(Catalogue)
      .list()
      .flatMap((action) => action.routes);
    token = service.world.issuer.token();
  });

  const show = (body: string | Buffer): string => JSON.stringify(body.toString('latin1').slice(0, 60));

  /** Sends each body to the first route, in alternating failure styles, and a part of them to the other routes. */
  const callsWith = (bodies: readonly (string | Buffer)[]) =>
    routes.flatMap((route, at) =>
      bodies.flatMap((raw, index) =>
        STYLES.filter((_, style) => (at + index) % (STYLES.length * (at === 0 ? 1 : OTHERS_SHARE)) === style).map(
          (style) => ({ route, style, raw }),
        ),
      ),
    );

  /** Sends the bodies. Returns the wrong responses. */
  async function wrongResponses(
    bodies: readonly (string | Buffer)[],
    isRight: (reply: Reply, style: (typeof STYLES)[number]) => boolean,
  ): Promise<string[]> {
    const wrong: string[] = [];
    const next = callsWith(bodies).values();
    const caller = async (): Promise<void> => {
      for (const { route, style, raw } of next) {
        const reply = await service.call(route, undefined, { raw, token, headers: { 'X-Failure-Style': style } });
        const defects = envelopeDefects(reply);
        if (defects.length > 0 || !isRight(reply, style))
          wrong.push(`${route} ${style} ${show(raw)}: ${reply.status} ${reply.text} ${defects.join()}`);
      }
    };
    await Promise.all(Array.from({ length: 20 }, caller));
    return wrong;
  }

  const isMalformed = ({ status, body }: Reply): boolean =>
    status === 400 && body.code === 'MALFORMED_JSON' && body.status_code === 400 && body.action === 'fix_request';
  const isInvalid = ({ status, body }: Reply, style: string): boolean =>
    status === (style === 'status' ? 400 : 200) && body.code === 'INVALID_INPUT' && body.status_code === 400;

  it('is one of more than 500 texts in these tests', () => {
    expect(new Set([...INVALID, ...VALID, ...AMBIGUOUS, ...NOT_UTF8].map(String)).size).toBeGreaterThan(500);
  });

  it('causes a 400 at every route, in both styles, if it is not JSON', async () => {
    for (const text of INVALID) expect(() => JSON.parse(text) as unknown).toThrow();

    expect(await wrongResponses(INVALID, isMalformed)).toEqual([]);
  });

  it('causes a 400 if it is not UTF-8', async () => {
    expect(await wrongResponses(NOT_UTF8, isMalformed)).toEqual([]);
  });

  it('is rejected as invalid input if it is ambiguous or nested too deeply', async () => {
    for (const text of AMBIGUOUS) JSON.parse(text);

    expect(await wrongResponses(AMBIGUOUS, isInvalid)).toEqual([]);
  });

  it('gets an envelope if it is other JSON, and is invalid input if it is not an object', async () => {
    const isObject = (text: string): boolean => JSON.stringify(JSON.parse(text)).startsWith('{');
    const [objects, others] = [VALID.filter(isObject), VALID.filter((text) => !isObject(text))];

    expect(await wrongResponses(objects, ({ status }) => status < 500)).toEqual([]);
    expect(await wrongResponses(others, isInvalid)).toEqual([]);
  });

  it('causes a 400 with the reason if it is truncated at any position', async () => {
    const whole = '{"data":{"customer_id":"c-\\u0031","n":[-1.5e+3,true,false,null]},"flow":{"id":"f","name":"n"}}';
    const cuts = Array.from(whole, (_, at) => whole.slice(0, at)).slice(1);

    const wrong = await wrongResponses(
      cuts,
      (reply) => isMalformed(reply) && /cut short/.test(reply.body.errors.join()),
    );

    expect(wrong).toEqual([]);
  });
});
