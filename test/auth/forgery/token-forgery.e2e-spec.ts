import { randomBytes } from 'node:crypto';
import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { otherClaims } from './forged-claims.js';
import { otherHeaders } from './forged-headers.js';
import { Forgery, otherAlgorithms, otherEncodings, otherSegments, otherSignatures } from './forged-tokens.js';
import { jws } from '../jws.js';
import { clientsVariable } from '../../oauth/known-clients.js';
import { fileWith, OwnIssuer, ownKey } from '../../oauth/own-issuer.js';
import { startService, TestService } from '../../support/service.js';
import { envelopeDefects } from '../../support/envelope-defects.js';
import { head, RawConnection } from '../../support/network/raw-connection.js';
import { signingKey } from '../../support/world.js';

const CORPUS: readonly [name: string, atLeast: number, make: (issuer: Issuer) => Forgery[]][] = [
  ['other algorithms', 100, otherAlgorithms],
  ['other signatures', 35, otherSignatures],
  ['other encodings', 30, otherEncodings],
  ['other segments', 35, otherSegments],
  ['other headers', 80, otherHeaders],
  ['other claims', 130, otherClaims],
];

/** The number of pipelined requests that one connection may have in flight. */
const BATCH = 25;

/** Checks that a service rejects all forgeries, and does not give the reason. */
async function expectRejections(service: TestService, forgeries: readonly Forgery[], atLeast = 1): Promise<void> {
  const wrong: string[] = [];
  const next = forgeries.values();
  const caller = async (): Promise<void> => {
    for (const { defect, token } of next) {
      const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { token });
      const isRejected =
        reply.status === 401 &&
        reply.headers.get('WWW-Authenticate') === 'Bearer error="invalid_token"' &&
        reply.body.code === 'UNAUTHENTICATED' &&
        reply.body.errors.join() === 'The bearer token is not valid' &&
        envelopeDefects(reply).length === 0;
      if (!isRejected) wrong.push(`${defect}: ${reply.status} ${reply.text}`);
    }
  };
  await Promise.all(Array.from({ length: 10 }, caller));

  expect(wrong).toEqual([]);
  expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
}

describe('a forged token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  it('with a random key id causes only one fetch of the keys, even in a flood of calls', async () => {
    const { genesys, issuer } = service.world;
    const before = genesys.count('jwks');
    const connection = await RawConnection.open(service.port);
    const statuses: number[] = [];
    for (let batch = 0; batch < 20; batch += 1) {
      for (let index = 0; index < BATCH; index += 1) {
        const header = { alg: 'RS256', kid: randomBytes(8).toString('hex') };
        const token = jws(header, issuer.claims(), () => randomBytes(256));
        const headers = { Authorization: `Bearer ${token}`, 'Content-Length': 0 };
        connection.send(head('POST /api/v1/dataactions/customer-lookup HTTP/1.1', headers));
      }
      for (let index = 0; index < BATCH; index += 1) statuses.push((await connection.response()).status);
    }
    connection.close();

    expect(statuses).toEqual(Array(20 * BATCH).fill(401));
    expect(genesys.count('jwks') - before).toBe(1);
  });

  it.each(CORPUS)('is rejected without a reason: %s', async (_, atLeast, make) => {
    await expectRejections(service, make(service.world.issuer), atLeast);
  });

  it('does not affect a genuine token', async () => {
    const token = service.world.issuer.token();

    expect((await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status).toBe(200);
  });
});

describe("a forged token of the service's own endpoint, with a second issuer and an empty AUTH_ISSUER", () => {
  const { pem, key } = ownKey();
  const own = new OwnIssuer('flows', key);
  const file = fileWith(pem);
  let service: TestService;

  beforeAll(async () => {
    const client = { id: 'flows', secret: 'nobody-asks-for-it', scopes: ['dataaction:read'] };
    service = await startService({
      environment: {
        AUTH_ISSUER: '',
        AUTH_ALGORITHMS: 'RS256,PS256,ES256',
        AUTH_JWKS_COOLDOWN_SECONDS: '0',
        OAUTH_CLIENTS: await clientsVariable([client]),
        OAUTH_SIGNING_KEY_FILE: file,
      },
    });
  });

  const statusOf = async (token: string): Promise<number> =>
    (await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status;

  // The checks of encodings and segments do not depend on the issuer. The suite above covers them.
  it.each(CORPUS.filter(([name]) => !/encodings|segments/.test(name)))(
    'is rejected without a reason: %s',
    async (_, atLeast, make) => {
      await expectRejections(service, make(own), atLeast);
    },
  );

  it('is rejected if the key of one issuer signs a token of the other issuer', async () => {
    const { issuer } = service.world;
    const { url: iss } = own;
    const claims = own.claims();
    const forgeries: Forgery[] = [
      { defect: "the issuer's key for our own endpoint", token: issuer.token({ claims }) },
      { defect: 'our key for the issuer', token: own.token({ claims: { iss: issuer.url } }) },
      { defect: 'our key without an issuer', token: own.token({ claims: { iss: undefined } }) },
      { defect: 'our key for our endpoint in upper case', token: own.token({ claims: { iss: iss.toUpperCase() } }) },
      { defect: 'our key for a list with our endpoint', token: own.token({ claims: { iss: [iss] } }) },
      { defect: 'our key by another algorithm', token: own.token({ algorithm: 'PS256' }) },
      { defect: 'a client that is no longer configured', token: own.token({ claims: { client_id: 'removed' } }) },
      { defect: 'no client', token: own.token({ claims: { client_id: undefined } }) },
      { defect: 'a list of clients', token: own.token({ claims: { client_id: ['flows'] } }) },
    ];
    await expectRejections(service, forgeries);

    const sameId = issuer.rotate({ key: signingKey(key.kid) });
    const defect = "the issuer's key with the id of our key";
    await expectRejections(service, [{ defect, token: issuer.token({ claims, key: sameId }) }]);
    expect(await statusOf(issuer.token())).toBe(200);
  });

  it('grants the client only the scopes of the configuration', async () => {
    const token = own.token({ claims: { scope: 'dataaction:write' } });

    expect(await statusOf(token)).toBe(403);
    expect((await service.call('invoke-data-action', { idempotency_key: 'k' }, { token })).status).toBe(403);
  });

  it('does not affect a genuine token', async () => {
    expect(await statusOf(own.token())).toBe(200);
  });
});
