import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SigningKey } from '../../sandbox/issuer/signing-key.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';
import { hmac, jws, signedBy } from './jws.js';
import { rsaKeyPair } from './rsa-key.js';

const SECRET = randomBytes(32);
const CATALOGUE = '/api/v1/dataactions';

describe('authentication', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ environment: { AUTH_AUDIENCE: 'https://sandbox.example, https://second.example' } });
  });

  const lookup = (token: string) => service.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const withClaims = (claims: Record<string, unknown>) => lookup(service.world.issuer.token({ claims }));
  const authorised = (authorization: string) =>
    service.send('/api/v1/dataactions/customer-lookup', { method: 'POST', headers: { authorization } });
  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

  it.each([
    ['one audience as a string', { aud: 'https://sandbox.example' }],
    ['the second configured audience', { aud: 'https://second.example' }],
    [
      'a list of audiences that contains a configured one',
      { aud: ['https://other.example', 'https://sandbox.example'] },
    ],
    ['the scope as a string', { scope: 'dataaction:read' }],
    ['the scope among others', { scope: 'openid dataaction:read  offline_access' }],
    ['the scopes as a list', { scope: ['openid', 'dataaction:read'] }],
    ['a clock 50 s ahead', { iat: Math.floor(Date.now() / 1_000) + 50, nbf: Math.floor(Date.now() / 1_000) + 50 }],
    ['neither iat nor nbf', { iat: undefined, nbf: undefined }],
    ['fractions of a second', { iat: 1_700_000_000.5, exp: 4_000_000_000.25 }],
    ['unknown claims', { nested: { deep: [[[1.5]]] }, 名: '\u{1f600}' }],
  ])('accepts a token with %s', async (_, claims) => {
    expect((await withClaims(claims)).status).toBe(200);
  });

  it.each(['JWT', 'jwt', 'at+jwt', 'application/at+jwt'])('accepts a token of the type %s', async (typ) => {
    expect((await lookup(service.world.issuer.token({ header: { typ } }))).status).toBe(200);
  });

  it.each([
    ['bearer', (token: string) => `bearer ${token}`],
    ['several blanks', (token: string) => `Bearer    ${token}`],
  ])('accepts the scheme with %s', async (_, write) => {
    const { status } = await authorised(write(service.world.issuer.token()));

    expect(status).toBe(415);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic c2VjcmV0OnNlY3JldA==', 'Bearertoken', 'Digest a="b"'])(
    'sends a challenge without error="invalid_token" if the header is "%s"',
    async (authorization) => {
      const reply = await authorised(authorization);

      expect(reply).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED', action: 'refresh_token' } });
      expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(reply.body.errors).toEqual(['A bearer token is required']);
      expect(envelopeDefects(reply)).toEqual([]);
    },
  );

  it('ignores a token in the query and in the body', async () => {
    const token = service.world.issuer.token();
    const { status } = await service.send(`${CATALOGUE}/customer-lookup?access_token=${token}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `access_token=${token}`,
    });

    expect(status).toBe(401);
  });

  it.each([
    ['the scope of writes', { scope: 'dataaction:write' }],
    ['a longer scope', { scope: 'dataaction:read:all' }],
    ['a wildcard scope', { scope: 'dataaction:*' }],
    ['a scope in another letter case', { scope: 'DataAction:Read' }],
    ['scopes separated by commas', { scope: 'dataaction:read,dataaction:write' }],
    ['a scope in a list in a list', { scope: [['dataaction:read']] }],
    ['no scope', { scope: undefined }],
    ['an object as the scope', { scope: { 'dataaction:read': true } }],
  ])('rejects a read with %s', async (_, claims) => {
    const reply = await withClaims(claims);

    expect(reply).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', status_code: 403, fallback_type: 'auth_failure', action: 'log_permission_error' },
    });
    expect(reply.headers.get('WWW-Authenticate')).toBe('Bearer error="insufficient_scope", scope="dataaction:read"');
    expect(envelopeDefects(reply)).toEqual([]);
  });

  it('lists the actions only for callers with a token', async () => {
    const authorization = `Bearer ${service.world.issuer.token({ claims: { scope: '' } })}`;
    const listed = await service.send(CATALOGUE, { headers: { authorization } });
    const rejected = await service.send(CATALOGUE);

    expect(listed.status).toBe(200);
    expect(listed.body).toContainEqual(
      expect.objectContaining({
        name: 'customer-lookup',
        effect: 'read',
        scope: 'dataaction:read',
        routes: ['/api/v1/dataactions/customer-lookup'],
      }),
    );
    expect(rejected).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it('rejects a cached token after it expires', async () => {
    const token = service.world.issuer.token({ claims: { exp: inSeconds(2) } });
    expect((await lookup(token)).status).toBe(200);

    await until(async () => (await lookup(token)).status === 401);
  });

  it('rejects a cached token with another signature', async () => {
    const token = service.world.issuer.token();
    expect((await lookup(token)).status).toBe(200);
    const [header, claims, signature = ''] = token.split('.');
    const forged = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;

    expect((await lookup(forged)).status).toBe(401);
    expect((await lookup(token)).status).toBe(200);
  });

  it('counts the reasons of rejected tokens', async () => {
    await withClaims({ aud: 'https://other.example' });
    const { text } = await service.send('/metrics');

    expect(text).toMatch(/auth_token_refusals_total\{reason="audience"\} [1-9]/);
    expect(text).toMatch(/auth_token_refusals_total\{reason="missing"\} [1-9]/);
  });
});

describe('a key of the issuer', () => {
  let world: World;
  let service: TestService;
  let wide: TestService;
  const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const published = rsaKeyPair();
  const encryption = rsaKeyPair();
  const other = rsaKeyPair();
  const pss = SigningKey.generate('PS256', 'pss');
  const curve = SigningKey.generate('ES256', 'curve');

  beforeAll(async () => {
    world = await startWorld();
    const use = 'sig';
    world.genesys.respondWith('jwks', () => ({
      status: 200,
      body: {
        keys: [
          null,
          { kty: 'RSA', kid: 'broken', n: 'x', e: 'AQAB' },
          { ...weak.publicKey.export({ format: 'jwk' }), kid: 'weak', use },
          { ...published.privateKey.export({ format: 'jwk' }), kid: 'published', use },
          { kty: 'oct', k: SECRET.toString('base64url'), kid: 'symmetric', use },
          { ...encryption.publicKey.export({ format: 'jwk' }), kid: 'encryption', use: 'enc' },
          { ...encryption.publicKey.export({ format: 'jwk' }), use },
          { ...other.publicKey.export({ format: 'jwk' }), kid: 'shared', use },
          { ...encryption.publicKey.export({ format: 'jwk' }), kid: 'shared', use },
          { ...other.publicKey.export({ format: 'jwk' }), kid: 'rs512', use, alg: 'RS512' },
          { ...other.publicKey.export({ format: 'jwk' }), kid: 'ps256', use, alg: 'PS256' },
          { ...other.publicKey.export({ format: 'jwk' }), kid: 'oaep', alg: 'RSA-OAEP' },
          { ...other.publicKey.export({ format: 'jwk' }), kid: 'wrap', key_ops: ['wrapKey'] },
          pss.jwk,
          curve.jwk,
          ...world.issuer.jwks().keys,
        ],
      },
    }));
    service = await startService({ world });
    wide = await startService({ world, environment: { AUTH_ALGORITHMS: 'RS256, PS256,ES256' } });
  });

  const lookup = (token: string, at = service) => at.call('customer-lookup', { customer_id: 'c-1' }, { token });
  const token = (kid: string | undefined, sign: (input: string) => Buffer, alg = 'RS256') =>
    jws({ alg, typ: 'JWT', kid }, world.issuer.claims(), sign);

  it.each([
    ['has less than 2048 bits', () => token('weak', signedBy(weak.privateKey))],
    ['includes its private half', () => token('published', signedBy(published.privateKey))],
    ['is symmetric', () => token('symmetric', hmac(SECRET), 'HS256')],
    ['is symmetric, and the token names RS256', () => token('symmetric', hmac(SECRET))],
    ['is for encryption', () => token('encryption', signedBy(encryption.privateKey))],
    ['has no id', () => token(undefined, signedBy(encryption.privateKey))],
    ['is invalid', () => token('broken', signedBy(encryption.privateKey))],
    ['is an EC key, and the token names RS256', () => token('curve', (input) => curve.sign(input))],
    [
      'is an RSA key, and the token names ES256',
      () => token(world.issuer.key.kid, (input) => world.issuer.key.sign(input), 'ES256'),
    ],
    ['is for RS512', () => token('rs512', signedBy(other.privateKey))],
    ['is for PS256', () => token('ps256', signedBy(other.privateKey))],
    ['is for RSA-OAEP', () => token('oaep', signedBy(other.privateKey))],
    ['is for key wrapping', () => token('wrap', signedBy(other.privateKey))],
    ['is an RSA key, and the token names PS256', () => world.issuer.token({ header: { alg: 'PS256' } })],
  ])('is not accepted if it %s', async (_, make) => {
    expect((await lookup(make())).status).toBe(401);
    expect((await lookup(make(), wide)).status).toBe(401);
  });

  it.each([
    ['PS256', () => world.issuer.token({ key: pss })],
    ['ES256', () => world.issuer.token({ key: curve })],
  ])('is accepted with %s only if the algorithm is configured', async (_, make) => {
    expect((await lookup(make())).status).toBe(401);
    expect((await lookup(make(), wide)).status).toBe(200);
  });

  it('rejects an ECDSA signature in DER and a zero signature', async () => {
    const der = token('curve', (input) => Buffer.concat([Buffer.from([0x30, 0x44]), curve.sign(input)]), 'ES256');
    const zero = token('curve', () => Buffer.alloc(64), 'ES256');

    expect((await lookup(der, wide)).status).toBe(401);
    expect((await lookup(zero, wide)).status).toBe(401);
  });

  it('is accepted beside rejected keys', async () => {
    expect((await lookup(world.issuer.token())).status).toBe(200);
    expect((await lookup(world.issuer.token(), wide)).status).toBe(200);
  });

  it('is found among several with the same id', async () => {
    for (const { privateKey } of [other, encryption])
      expect((await lookup(token('shared', signedBy(privateKey)))).status).toBe(200);

    expect((await lookup(token('shared', signedBy(published.privateKey)))).status).toBe(401);
  });
});
