import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Issuer } from '../sandbox/issuer.js';
import { SigningKey } from '../sandbox/signing-key.js';
import { otherClaims } from './forged-claims.js';
import { otherHeaders } from './forged-headers.js';
import { Forgery, otherAlgorithms, otherEncodings, otherSegments, otherSignatures } from './forged-tokens.js';
import { clientsVariable } from './known-clients.js';
import { fileWith, OwnIssuer, ownKey } from './own-issuer.js';
import { startService, TestService } from './service.js';
import { envelopeDefects } from './envelope-defects.js';

const CORPUS: readonly [name: string, atLeast: number, make: (issuer: Issuer) => Forgery[]][] = [
  ['other algorithms', 250, otherAlgorithms],
  ['other signatures', 80, otherSignatures],
  ['other encodings', 30, otherEncodings],
  ['other segments', 35, otherSegments],
  ['other headers', 80, otherHeaders],
  ['other claims', 130, otherClaims],
];

/** What is wrong with the answer to a forgery; undefined where it is the refusal that it should be. */
async function acceptance(service: TestService, { defect, token }: Forgery): Promise<string | undefined> {
  const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const isRefused =
    reply.status === 401 &&
    reply.headers.get('WWW-Authenticate') === 'Bearer error="invalid_token"' &&
    reply.body.code === 'UNAUTHENTICATED' &&
    reply.body.errors.join() === 'The bearer token is not valid' &&
    envelopeDefects(reply).length === 0;
  return isRefused ? undefined : `${defect}: ${reply.status} ${reply.text}`;
}

describe('a forged token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(() => service.stop());

  it.each(CORPUS)('is refused, and nobody learns why: %s', async (_, atLeast, make) => {
    const forgeries = make(service.world.issuer);
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('does not harm the genuine one', async () => {
    const token = service.world.issuer.token();

    expect((await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status).toBe(200);
  });
});

describe('a forged token of the own endpoint, beside an issuer who may call himself anything', () => {
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

  afterAll(async () => {
    await service.stop();
    rmSync(dirname(file), { recursive: true });
  });

  const statusOf = async (token: string): Promise<number> =>
    (await service.call('customer-lookup', { customer_id: 'c-1' }, { token })).status;

  it.each(CORPUS)('is refused, and nobody learns why: %s', async (_, atLeast, make) => {
    const forgeries = make(own);
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(forgeries.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('is refused where the keys of one issuer sign for the other', async () => {
    const { issuer } = service.world;
    const { url: iss } = own;
    const claims = own.claims();
    const forgeries: Forgery[] = [
      { defect: "the issuer's key for ours", token: issuer.token({ claims }) },
      { defect: 'our key for the issuer', token: own.token({ claims: { iss: issuer.url } }) },
      { defect: 'our key for nobody', token: own.token({ claims: { iss: undefined } }) },
      { defect: 'our key for ours in another case', token: own.token({ claims: { iss: iss.toUpperCase() } }) },
      { defect: 'our key for a list with ours', token: own.token({ claims: { iss: [iss] } }) },
      { defect: 'our key by another algorithm', token: own.token({ algorithm: 'PS256' }) },
      { defect: 'a client who is no longer named', token: own.token({ claims: { client_id: 'removed' } }) },
      { defect: 'no client', token: own.token({ claims: { client_id: undefined } }) },
      { defect: 'a list of clients', token: own.token({ claims: { client_id: ['flows'] } }) },
    ];
    const accepted: (string | undefined)[] = [];
    for (const forgery of forgeries) accepted.push(await acceptance(service, forgery));

    const namesake = issuer.rotate({ key: SigningKey.generate('RS256', key.kid) });
    const defect = "the issuer's key under the name of ours";
    accepted.push(await acceptance(service, { defect, token: issuer.token({ claims, key: namesake }) }));

    expect(accepted.filter(Boolean)).toEqual([]);
    expect(await statusOf(issuer.token())).toBe(200);
  });

  it('gives the client no scope that the configuration does not', async () => {
    const token = own.token({ claims: { scope: 'dataaction:write' } });

    expect(await statusOf(token)).toBe(403);
    expect((await service.call('invoke-data-action', { idempotency_key: 'k' }, { token })).status).toBe(403);
  });

  it('does not harm the genuine one', async () => {
    expect(await statusOf(own.token())).toBe(200);
  });
});
