import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { otherClaims } from './forged-claims.js';
import { otherHeaders } from './forged-headers.js';
import { Forgery, otherAlgorithms, otherEncodings, otherSegments, otherSignatures } from './forged-tokens.js';
import { clientsVariable } from '../../oauth/known-clients.js';
import { fileWith, OwnIssuer, ownKey } from '../../oauth/own-issuer.js';
import { startService, TestService } from '../../support/service.js';
import { envelopeDefects } from '../../support/envelope-defects.js';
import { signingKey } from '../../support/world.js';

const CORPUS: readonly [name: string, atLeast: number, make: (issuer: Issuer) => Forgery[]][] = [
  ['other algorithms', 250, otherAlgorithms],
  ['other signatures', 80, otherSignatures],
  ['other encodings', 30, otherEncodings],
  ['other segments', 35, otherSegments],
  ['other headers', 80, otherHeaders],
  ['other claims', 130, otherClaims],
];

/** Returns a description of a wrong response to a forgery; undefined if it is the expected rejection. */
async function acceptance(service: TestService, { defect, token }: Forgery): Promise<string | undefined> {
  const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const isRejected =
    reply.status === 401 &&
    reply.headers.get('WWW-Authenticate') === 'Bearer error="invalid_token"' &&
    reply.body.code === 'UNAUTHENTICATED' &&
    reply.body.errors.join() === 'The bearer token is not valid' &&
    envelopeDefects(reply).length === 0;
  return isRejected ? undefined : `${defect}: ${reply.status} ${reply.text}`;
}

describe('a forged token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  it.each(CORPUS)('is rejected without a reason: %s', async (_, atLeast, make) => {
    const forgeries = make(service.world.issuer);
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('does not affect the genuine one', async () => {
    const token = service.world.issuer.token();

    expect((await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status).toBe(200);
  });
});

describe('a forged token of the own endpoint, beside an issuer without a configured name', () => {
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

  it.each(CORPUS)('is rejected without a reason: %s', async (_, atLeast, make) => {
    const forgeries = make(own);
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('is rejected if a key of one issuer signs for the other', async () => {
    const { issuer } = service.world;
    const { url: iss } = own;
    const claims = own.claims();
    const forgeries: Forgery[] = [
      { defect: "the issuer's key for ours", token: issuer.token({ claims }) },
      { defect: 'our key for the issuer', token: own.token({ claims: { iss: issuer.url } }) },
      { defect: 'our key without an issuer', token: own.token({ claims: { iss: undefined } }) },
      { defect: 'our key for ours in another case', token: own.token({ claims: { iss: iss.toUpperCase() } }) },
      { defect: 'our key for a list with ours', token: own.token({ claims: { iss: [iss] } }) },
      { defect: 'our key by another algorithm', token: own.token({ algorithm: 'PS256' }) },
      { defect: 'a client that is no longer configured', token: own.token({ claims: { client_id: 'removed' } }) },
      { defect: 'no client', token: own.token({ claims: { client_id: undefined } }) },
      { defect: 'a list of clients', token: own.token({ claims: { client_id: ['flows'] } }) },
    ];
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    const sameId = issuer.rotate({ key: signingKey(key.kid) });
    const defect = "the issuer's key with the id of ours";
    accepted.push(await acceptance(service, { defect, token: issuer.token({ claims, key: sameId }) }));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(await statusOf(issuer.token())).toBe(200);
  });

  it('grants the client only the scopes of the configuration', async () => {
    const token = own.token({ claims: { scope: 'dataaction:write' } });

    expect(await statusOf(token)).toBe(403);
    expect((await service.call('invoke-data-action', { idempotency_key: 'k' }, { token })).status).toBe(403);
  });

  it('does not affect the genuine one', async () => {
    expect(await statusOf(own.token())).toBe(200);
  });
});
