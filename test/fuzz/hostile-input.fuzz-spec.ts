import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { startWorld, World } from '../support/world.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { RawUpstream } from '../support/network/raw-upstream.js';
import { Reply, startService, TestService } from '../support/service.js';
import { json, jsonText, serialized, text } from './hostile-values.js';
import { runProperty } from './run-property.js';

const MAX_ERRORS_CHARACTERS = 64_000;
const MAX_RESPONSE_CHARACTERS = 2_097_152;
const SHARE = 1 / 5;

/** Checks the guarantees for every response: a complete envelope, no internal error, and a limited size. */
function expectBounded(reply: Reply): void {
  expect(reply.status).toBeLessThan(500);
  expect(reply.body.code).not.toBe('INTERNAL');
  expect(envelopeDefects(reply)).toEqual([]);
  expect(JSON.stringify(reply.body.errors).length).toBeLessThan(MAX_ERRORS_CHARACTERS);
  expect(reply.text.length).toBeLessThanOrEqual(MAX_RESPONSE_CHARACTERS);
}

const headerValue = text.map((value) => value.replace(/[^\x21-\x7e]/g, '').slice(0, 2_000));

describe('the service', () => {
  let world: World;
  let service: TestService;
  let upstream: RawUpstream;
  let response = '{}';
  let head: readonly string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    upstream = await RawUpstream.start((socket) => {
      const body = Buffer.from(response, 'latin1');
      socket.write(['HTTP/1.1 200 OK', `Content-Length: ${body.length}`, ...head, '', ''].join('\r\n'));
      socket.write(body);
    });
    service = await startService({
      world,
      environment: { CRM_BASE_URL: upstream.url, CIRCUIT_FAILURES: '1000000000', CACHE_TTL_SECONDS: '1' },
    });
  });

  // The last call of each property is interrupted. Its connection would stay open until the idle timeout.
  afterAll(() => service.app.getHttpServer().closeAllConnections());

  const actions = fc.constantFrom(
    'customer-lookup',
    'invoke-data-action',
    'queues',
    'customer-overview',
    'conversation-query',
  );

  it('sends a valid envelope for any random body', async () => {
    const runs = await runProperty(
      fc.tuple(actions, jsonText),
      async ([action, raw]) => expectBounded(await service.call(action, undefined, { raw })),
      SHARE,
    );
    expect(runs).toBeGreaterThan(0);
  });

  it('sends a valid envelope for any random input and call context', async () => {
    const part = fc.oneof(text, json, fc.constant('ok'));
    const context = fc.record({
      data: fc.record({ customer_id: part, input_payload: json, idempotency_key: part, filter_expression: part }),
      flow: fc.record({ id: part, name: part, version: part }),
      interaction: fc.record({ id: part, type: part, channel: part }),
      more: json,
    });
    await runProperty(
      fc.tuple(actions, context),
      async ([action, body]) => {
        const raw = serialized(body);
        if (raw.length < 3_000_000) expectBounded(await service.call(action, undefined, { raw }));
      },
      SHARE,
    );
  });

  it('sends a valid envelope for any random headers', async () => {
    const names = [
      'Idempotency-Key',
      'X-Failure-Style',
      'X-Action-Timeout-Ms',
      'ININ-Correlation-Id',
      'X-Genesys-Flow-Id',
      'traceparent',
      'tracestate',
      'Cache-Control',
      'X-Forwarded-For',
      'X-API-Key',
    ];
    const headers = fc.dictionary(fc.constantFrom(...names), headerValue, { maxKeys: 6 });
    await runProperty(
      fc.tuple(actions, headers),
      async ([action, input]) =>
        expectBounded(await service.call(action, { customer_id: 'c-1', input_payload: {} }, { headers: input })),
      SHARE,
    );
  });

  it('rejects any random token', async () => {
    const segment = fc.oneof(
      headerValue,
      json.map((value) => Buffer.from(serialized(value)).toString('base64url')),
    );
    const forged = fc.oneof(
      fc.array(segment, { maxLength: 5 }).map((segments) => segments.join('.')),
      fc.record({ at: fc.nat(), character: fc.constantFrom('A', '-', '.', '=', '~') }).map(({ at, character }) => {
        const token = world.issuer.token();
        const place = at % token.length;
        return token[place] === character ? 'x' : token.slice(0, place) + character + token.slice(place + 1);
      }),
    );
    await runProperty(
      forged.map((token) => token.slice(0, 12_000)),
      async (token) => {
        const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { token: token || 'x' });
        expectBounded(reply);
        expect(reply.status).toBe(401);
      },
      SHARE,
    );
  });

  it('sends a valid envelope for any random upstream response', async () => {
    const coding = fc.constantFrom('', 'gzip', 'deflate', 'br', 'rot13', 'gzip, br', 'identity');
    let id = 0;
    await runProperty(
      fc.tuple(jsonText, coding, fc.boolean()),
      async ([body, name, isPacked]) => {
        const plain = Buffer.from(body, 'utf8');
        response = (isPacked ? gzipSync(plain) : plain).toString('latin1');
        head = name === '' ? [] : [`Content-Encoding: ${name}`];
        id += 1;
        expectBounded(await service.call('customer-lookup', { customer_id: `c-${id}` }));
      },
      SHARE,
    );
  });
});
