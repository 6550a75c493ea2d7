import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SigningKey } from '../../sandbox/issuer/signing-key.js';
import { hmac, jws, signedBy } from './jws.js';
import { rsaKeyPair } from './rsa-key.js';
import { startWorld, World } from '../support/world.js';
import { startService, TestService } from '../support/service.js';

const SECRET = randomBytes(32);

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
    ['is symmetric, with RS256', () => token('symmetric', hmac(SECRET))],
    ['is for encryption', () => token('encryption', signedBy(encryption.privateKey))],
    ['has no id', () => token(undefined, signedBy(encryption.privateKey))],
    ['is invalid', () => token('broken', signedBy(encryption.privateKey))],
    ['is an EC key, with RS256', () => token('curve', (input) => curve.sign(input))],
    ['is an RSA key, with ES256', () => token(world.issuer.key.kid, (input) => world.issuer.key.sign(input), 'ES256')],
    ['for RS512', () => token('rs512', signedBy(other.privateKey))],
    ['for PS256', () => token('ps256', signedBy(other.privateKey))],
    ['for RSA-OAEP', () => token('oaep', signedBy(other.privateKey))],
    ['that wraps keys', () => token('wrap', signedBy(other.privateKey))],
    ['is an RSA key, with PS256 in the header', () => world.issuer.token({ header: { alg: 'PS256' } })],
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
