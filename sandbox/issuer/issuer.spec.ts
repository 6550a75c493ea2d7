import { createHmac, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { Issuer } from './issuer.js';
import { SigningKey } from './signing-key.js';

interface Decoded {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
  readonly input: Buffer;
  readonly signature: Buffer;
}

function decoded(token: string): Decoded {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return {
    header: json(header),
    claims: json(claims),
    input: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

function publishedKey(issuer: Issuer, kid: unknown) {
  const jwk = issuer.jwks().keys.find((key) => key['kid'] === kid);
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
}

describe('Issuer', () => {
  const issuer = new Issuer();
  issuer.url = 'http://issuer.example';

  it('signs a token for an hour with its published key', () => {
    const { header, claims, input, signature } = decoded(issuer.token());

    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: issuer.key.kid });
    expect(claims).toEqual({
      iss: 'http://issuer.example',
      sub: 'sandbox-flow',
      aud: 'https://sandbox.example',
      organization_id: '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
      scope: 'dataaction:read dataaction:write',
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);
    expect(verify('sha256', input, publishedKey(issuer, header['kid']), signature)).toBe(true);
  });

  it('publishes only public RSA members, with use and algorithm', () => {
    const [jwk] = issuer.jwks().keys;

    expect(Object.keys(jwk ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(jwk).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256' });
    expect(Buffer.from(String(jwk?.['n']), 'base64url')).toHaveLength(256);
  });

  it('overrides default claims and removes undefined ones', () => {
    const { claims } = decoded(issuer.token({ claims: { scope: ['dataaction:read'], exp: undefined } }));

    expect(claims['scope']).toEqual(['dataaction:read']);
    expect('exp' in claims).toBe(false);
  });

  it('uses the audience that it is created with', () => {
    const other = new Issuer('https://other.example', issuer.key);

    expect(decoded(other.token()).claims['aud']).toBe('https://other.example');
  });

  it('signs claims and a header that are given as text, without parsing them', () => {
    const token = issuer.token({ claimsText: '{"aud":"a","aud":"b"}', headerText: '{"alg":"RS256",}' });
    const [header, claims] = token.split('.');

    expect(Buffer.from(header ?? '', 'base64url').toString()).toBe('{"alg":"RS256",}');
    expect(Buffer.from(claims ?? '', 'base64url').toString()).toBe('{"aud":"a","aud":"b"}');
  });

  it('adds members to the header', () => {
    const { header } = decoded(issuer.token({ header: { jku: 'http://evil.example', kid: undefined } }));

    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', jku: 'http://evil.example' });
  });

  it('signs with an unpublished key', () => {
    const stranger = SigningKey.generate('RS256', issuer.key.kid);
    const { header, input, signature } = decoded(issuer.token({ key: stranger }));

    expect(header['kid']).toBe(issuer.key.kid);
    expect(verify('sha256', input, publishedKey(issuer, header['kid']), signature)).toBe(false);
  });

  it('signs HS256 with the public key as the secret', () => {
    const { header, input, signature } = decoded(issuer.token({ algorithm: 'HS256' }));
    const pem = publishedKey(issuer, header['kid']).export({ type: 'spki', format: 'pem' });

    expect(header['alg']).toBe('HS256');
    expect(signature).toEqual(createHmac('sha256', pem).update(input).digest());
  });

  it('creates an unsigned token', () => {
    const token = issuer.token({ algorithm: 'none' });

    expect(token).toMatch(/^[\w-]+\.[\w-]+\.$/);
    expect(decoded(token).header['alg']).toBe('none');
  });

  it('signs with the requested algorithm even if the header names a different one', () => {
    const { header, input, signature } = decoded(issuer.token({ algorithm: 'RS256', header: { alg: 'none' } }));

    expect(header['alg']).toBe('none');
    expect(verify('sha256', input, issuer.key.publicKey, signature)).toBe(true);
  });

  it('signs PS256 with the same RSA key', () => {
    const { header, input, signature } = decoded(issuer.token({ algorithm: 'PS256' }));
    const padding = { key: publishedKey(issuer, header['kid']), padding: 6, saltLength: 32 };

    expect(header['alg']).toBe('PS256');
    expect(verify('sha256', input, padding, signature)).toBe(true);
  });

  it('signs ES256 with a P-256 key', () => {
    const both = new Issuer(undefined, issuer.key);
    both.rotate({ algorithm: 'ES256' });
    const { header, input, signature } = decoded(both.token());
    const key = publishedKey(both, header['kid']);

    expect(header['alg']).toBe('ES256');
    expect(both.jwks().keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256' });
    expect(signature).toHaveLength(64);
    expect(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('signs with the new key after a rotation and keeps the old one published', () => {
    const rotating = new Issuer(undefined, issuer.key);
    const key = rotating.rotate();

    expect(rotating.jwks().keys.map(({ kid }) => kid)).toEqual([key.kid, issuer.key.kid]);
    expect(decoded(rotating.token()).header['kid']).toBe(key.kid);
  });

  it('withdraws the old keys with keepOld false', () => {
    const rotating = new Issuer(undefined, issuer.key);
    const key = SigningKey.generate('ES256', 'given');
    rotating.rotate({ keepOld: false, key });

    expect(rotating.jwks().keys.map(({ kid }) => kid)).toEqual(['given']);
    rotating.withdraw(key);
    expect(rotating.jwks()).toEqual({ keys: [] });
    expect(() => rotating.token()).toThrow('The issuer has no signing key: all keys are withdrawn');
  });
});
