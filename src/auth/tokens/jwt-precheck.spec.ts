import { AuthConfig } from '../access/auth.config.js';
import { JwtPrecheck } from './jwt-precheck.js';

const NOW = Date.UTC(2026, 10, 21, 10, 15, 0) / 1_000;
const HEADER = { alg: 'RS256', typ: 'JWT', kid: 'key-1' };
const CLAIMS = { aud: 'https://us', exp: NOW + 3_600 };

const base64url = (part: string | object): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** Returns a token without a valid signature, which JwtPrecheck does not verify. */
const token = (header: string | object = HEADER, claims: string | object = CLAIMS, signature = 'c2ln'): string =>
  `${base64url(header)}.${base64url(claims)}.${signature}`;

const gateWith = (config: Partial<AuthConfig> = {}): JwtPrecheck =>
  new JwtPrecheck({ ...new AuthConfig(), audience: ['https://us', 'https://we'], ...config });

/** Returns the reason of a rejection for the log. */
function reasonOf(refused: string, gate = gateWith()): unknown {
  try {
    gate.inspect(refused);
  } catch (error) {
    return (error as { reason: string }).reason;
  }
  return 'accepted';
}

describe('JwtPrecheck', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW * 1_000 }));
  afterEach(() => jest.useRealTimers());

  it('returns key id, algorithm and expiry of a valid token', () => {
    expect(gateWith().inspect(token())).toEqual({
      keyId: 'key-1',
      algorithm: 'RS256',
      isLocalIssuer: false,
      expiresAtSeconds: NOW + 3_600,
    });
  });

  it.each([
    ['none.at.all', 'encoding'],
    ['a.b', 'not_a_jwt'],
    ['a.b.c.d', 'not_a_jwt'],
    ['YQ.Yg.Yw, Bearer ZA.ZQ.Zg', 'not_a_jwt'],
    ['YQ.Yg.Yw ', 'encoding'],
    ['\tYQ.Yg.Yw', 'encoding'],
    ['YQ.Yg.Yw ZA', 'encoding'],
    ['..', 'no_signature'],
    [token(HEADER, CLAIMS, ''), 'no_signature'],
    [token(HEADER, CLAIMS, 'c2ln='), 'encoding'],
    [token(HEADER, CLAIMS, 'c2lnA'), 'encoding'],
    [token(HEADER, CLAIMS, 'c2l'), 'encoding'],
    [token(HEADER, CLAIMS, 'c2 ln'), 'encoding'],
    [token(HEADER, CLAIMS, 'ab+/'), 'encoding'],
    [token(HEADER, { ...CLAIMS, x: 'x'.repeat(6_200) }), 'too_long'],
    [token('[]'), 'not_json'],
    [token('null'), 'not_json'],
    [token('{'), 'not_json'],
    [token('\ufeff{"alg":"RS256","kid":"key-1"}'), 'not_json'],
    [token('{"alg":"RS256","alg":"RS256","kid":"key-1"}'), 'not_json'],
    [token(HEADER, '[]'), 'not_json'],
    [token(HEADER, '{"exp":1e400}'), 'not_json'],
    [token(HEADER, `{"x":${'['.repeat(10)}${']'.repeat(10)}}`), 'not_json'],
  ])('rejects %s: %s', (refused, reason) => {
    expect(reasonOf(refused)).toBe(reason);
  });

  it.each([
    [{ alg: undefined }, 'algorithm'],
    [{ alg: 'none' }, 'algorithm'],
    [{ alg: 'HS256' }, 'algorithm'],
    [{ alg: 'rs256' }, 'algorithm'],
    [{ alg: ['RS256'] }, 'algorithm'],
    [{ alg: 'ES256' }, 'algorithm'],
    [{ kid: undefined }, 'no_kid'],
    [{ kid: '' }, 'no_kid'],
    [{ kid: 1 }, 'no_kid'],
    [{ typ: 'JWE' }, 'type'],
    [{ typ: 1 }, 'type'],
    [{ jku: 'https://attacker' }, 'header'],
    [{ x5u: 'https://attacker' }, 'header'],
    [{ x5c: [] }, 'header'],
    [{ jwk: {} }, 'header'],
    [{ crit: [] }, 'header'],
    [{ b64: true }, 'header'],
    [{ zip: 'DEF' }, 'header'],
    [{ typ: 'at+jwt' }, 'accepted'],
    [{ typ: undefined }, 'accepted'],
    [{ cty: 'json' }, 'accepted'],
  ])('checks a header with %j: %s', (header, reason) => {
    expect(reasonOf(token({ ...HEADER, ...header }))).toBe(reason);
  });

  it.each([
    [{ exp: undefined }, 'no_expiry'],
    [{ exp: null }, 'no_expiry'],
    [{ exp: String(NOW + 10) }, 'no_expiry'],
    [{ exp: NOW }, 'expired'],
    [{ exp: NOW - 1 }, 'expired'],
    [{ exp: -1 }, 'expired'],
    [{ exp: NOW + 0.5 }, 'accepted'],
    [{ exp: NOW + 1 }, 'accepted'],
    [{ nbf: NOW + 60 }, 'accepted'],
    [{ nbf: NOW + 61 }, 'not_yet_valid'],
    [{ nbf: null }, 'not_yet_valid'],
    [{ nbf: '0' }, 'not_yet_valid'],
    [{ iat: NOW + 60 }, 'accepted'],
    [{ iat: NOW + 61 }, 'issued_in_the_future'],
    [{ iat: [] }, 'issued_in_the_future'],
    [{ iat: 0 }, 'accepted'],
    [{ aud: undefined }, 'audience'],
    [{ aud: null }, 'audience'],
    [{ aud: [] }, 'audience'],
    [{ aud: '' }, 'audience'],
    [{ aud: 'https://u' }, 'audience'],
    [{ aud: 'https://us/' }, 'audience'],
    [{ aud: 'HTTPS://US' }, 'audience'],
    [{ aud: 'https://us https://we' }, 'audience'],
    [{ aud: ['https://us', 1] }, 'audience'],
    [{ aud: [['https://us']] }, 'audience'],
    [{ aud: { 'https://us': 1 } }, 'audience'],
    [{ aud: ['https://they', 'https://we'] }, 'accepted'],
  ])('checks claims with %j: %s', (claims, reason) => {
    expect(reasonOf(token(HEADER, { ...CLAIMS, ...claims }))).toBe(reason);
  });

  it.each([
    [{ iss: 'https://issuer' }, 'accepted'],
    [{}, 'issuer'],
    [{ iss: 'https://issuer/' }, 'issuer'],
    [{ iss: ['https://issuer'] }, 'issuer'],
    [{ iss: null }, 'issuer'],
  ])('checks a configured issuer: %j is %s', (claims, reason) => {
    const gate = gateWith({ issuer: 'https://issuer' });

    expect(reasonOf(token(HEADER, { ...CLAIMS, ...claims }), gate)).toBe(reason);
  });

  it('accepts the configured algorithms only', () => {
    const gate = gateWith({ algorithms: ['ES256', 'PS256'] });

    expect(['ES256', 'PS256', 'RS256'].map((alg) => reasonOf(token({ ...HEADER, alg }), gate))).toEqual([
      'accepted',
      'accepted',
      'algorithm',
    ]);
  });

  it('accepts a token of 8 KB, and rejects a longer one', () => {
    const prefix = `${base64url(HEADER)}.${base64url(CLAIMS)}.`;
    const whole = (length: number): string => prefix + 'A'.repeat(length - prefix.length);

    expect(reasonOf(whole(8_193))).toBe('too_long');
    expect([8_192, 8_191, 8_190].map((length) => reasonOf(whole(length)))).toContain('accepted');
  });
});
