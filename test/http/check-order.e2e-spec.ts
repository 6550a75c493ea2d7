import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

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

describe('the checks of a request', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ environment: { BODY_LIMIT_BYTES: '1000' } });
  });

  async function send({ method, path, scope, hasToken, type, body }: Call) {
    const authorization = hasToken ? `Bearer ${service.world.issuer.token({ claims: { scope } })}` : '';
    const connection = await RawConnection.open(service.port);
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
