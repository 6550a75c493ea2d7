import { randomBytes } from 'node:crypto';
import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { SigningKey } from '../../../sandbox/issuer/signing-key.js';
import { base64url, hmac, jws, signingInput } from '../jws.js';
import { signingKey } from '../../support/world.js';

/** A token that must be rejected, and its defect. */
export interface Forgery {
  readonly defect: string;
  readonly token: string;
}

const ALGORITHMS: readonly unknown[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', '', 'HS256', 'hs256', 'HS384', 'HS512', 'rs256', 'RS256 ', ' RS256'],
  ...['RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'RSA-OAEP', 'dir', 'RS256\0'],
  ...[null, 0, 256, true, ['RS256'], { RS256: true }, undefined],
];

/** Names that a verifier may confuse with the accepted algorithm. */
const CONFUSED: readonly unknown[] = ['none', 'HS256', 'RS512', 'PS256', 'ES256'];

/**
 * Returns tokens with every algorithm name except the accepted one, each with the most dangerous signatures. The names in
 * `CONFUSED` also get all other signatures.
 */
export function otherAlgorithms(issuer: Issuer): Forgery[] {
  const { key } = issuer;
  const pem = key.publicPem;
  const dangerous: Record<string, (input: string) => Buffer | string> = {
    'no signature': () => '',
    'the genuine signature': (input) => key.sign(input),
    'an HMAC under the PEM': hmac(pem),
  };
  const others: typeof dangerous = {
    'an HMAC under the PEM without its last line break': hmac(pem.trim()),
    'an HMAC under the DER': hmac(key.publicKey.export({ type: 'spki', format: 'der' })),
    'an HMAC under the modulus': hmac(Buffer.from(String(key.jwk['n']), 'base64url')),
    'an HMAC under an empty secret': hmac(''),
    'a SHA-512 HMAC under the PEM': hmac(pem, 'sha512'),
    'random bytes': () => randomBytes(256),
  };
  return ALGORITHMS.flatMap((alg) =>
    Object.entries({ ...dangerous, ...(CONFUSED.includes(alg) && others) }).map(([name, signature]) => ({
      defect: `alg ${JSON.stringify(alg)} with ${name}`,
      token: jws({ alg, typ: 'JWT', kid: key.kid }, issuer.claims(), signature),
    })),
  );
}

/** Returns tokens with a valid header and valid claims, but a wrong signature. */
export function otherSignatures(issuer: Issuer): Forgery[] {
  const { key } = issuer;
  const input = signingInput({ alg: 'RS256', typ: 'JWT', kid: key.kid }, issuer.claims());
  const genuine = key.sign(input);
  const flips = Array.from({ length: 16 }, (_, index) => index * 128 + (index % 8));
  const signatures: Record<string, Buffer | string> = {
    ...Object.fromEntries(flips.map((bit) => [`bit ${bit} flipped`, flipped(genuine, bit)])),
    ...Object.fromEntries([1, 2, 16, 128, 255].map((bytes) => [`${bytes} bytes short`, genuine.subarray(bytes)])),
    ...Object.fromEntries([1, 2, 16, 256].map((bytes) => [`cut by ${bytes} bytes`, genuine.subarray(0, 256 - bytes)])),
    'a byte longer': Buffer.concat([genuine, Buffer.alloc(1)]),
    'a zero byte in front': Buffer.concat([Buffer.alloc(1), genuine]),
    'twice in a row': Buffer.concat([genuine, genuine]),
    'back to front': Buffer.from(genuine).reverse(),
    'all zeros': Buffer.alloc(256),
    'all ones': Buffer.alloc(256, 0xff),
    one: Buffer.concat([Buffer.alloc(255), Buffer.from([1])]),
    'the modulus': Buffer.from(String(key.jwk['n']), 'base64url'),
    'in hexadecimal': genuine.toString('hex'),
    'in base64 once more': genuine.toString('base64'),
    "another token's": Buffer.from(issuer.token({ claims: { sub: 'other' } }).split('.')[2] ?? '', 'base64url'),
    'of the claims alone': key.sign(input.split('.')[1] ?? ''),
    'by PSS': key.sign(input, 'PS256'),
    'by another key': signingKey(key.kid).sign(input),
    'of a curve': SigningKey.generate('ES256', key.kid).sign(input),
  };
  return Object.entries(signatures).map(([defect, signature]) => ({
    defect: `signature ${defect}`,
    token: `${input}.${base64url(signature)}`,
  }));
}

/** Returns other encodings of a valid token. Only one base64url encoding is valid (RFC 7515 §2). */
export function otherEncodings(issuer: Issuer): Forgery[] {
  const good = issuer.token();
  const spellings: Record<string, (segment: string) => string> = {
    'one =': (segment) => `${segment}=`,
    'two =': (segment) => `${segment}==`,
    'a blank within': (segment) => `${segment.slice(0, 8)} ${segment.slice(8)}`,
    'a tab within': (segment) => `${segment.slice(0, 8)}\t${segment.slice(8)}`,
    'stray bits': strayBits,
    'another character appended': (segment) => `${segment}A`,
    'a foreign character': (segment) => `${segment.slice(0, 8)}!${segment.slice(8)}`,
    'a colon': (segment) => `${segment.slice(0, 8)}:${segment.slice(8)}`,
    'a Latin letter': (segment) => `${segment.slice(0, 8)}é${segment.slice(8)}`,
    'a percent code': (segment) => `%${(segment.codePointAt(0) ?? 0).toString(16)}${segment.slice(1)}`,
    'its last character missing': (segment) => segment.slice(0, -1),
    'no character': () => '',
    'the plain alphabet': (segment) => `${segment}-_`.replaceAll('-', '+').replaceAll('_', '/'),
  };
  return [0, 1, 2].flatMap((index) =>
    Object.entries(spellings).flatMap(([defect, spell]) => {
      const token = good
        .split('.')
        .map((segment, at) => (at === index ? spell(segment) : segment))
        .join('.');
      return token === good ? [] : [{ defect: `segment ${index} with ${defect}`, token }];
    }),
  );
}

/** Returns tokens with missing, added or swapped segments. */
export function otherSegments(issuer: Issuer): Forgery[] {
  const good = issuer.token();
  const [header = '', claims = '', signature = ''] = good.split('.');
  const tokens = [
    ...[
      '.',
      '..',
      '...',
      '....',
      'a',
      'a.b',
      'a.b.c',
      'null',
      '{}',
      '"',
      'undefined',
      '[object',
      header,
      good.slice(1),
    ],
    ...[`${header}.${claims}`, `${header}..${signature}`, `.${claims}.${signature}`, `${header}.${claims}.`],
    ...[`${good}.`, `.${good}`, `${good}.${signature}`, `${good}.${good}`, `${good},${good}`, `${good}..`, `"${good}"`],
    ...[`${claims}.${header}.${signature}`, `${signature}.${claims}.${header}`, `${header}.${header}.${signature}`],
    ...[`${header}.${claims}.${claims}`, `${header}:${claims}:${signature}`, `${header}.${claims}.${signature}.a.b`],
    ...[good.toLowerCase(), good.toUpperCase(), `${'a'.repeat(8_000)}.b.c`, `Bearer ${good}`, `${good} ${good}`],
    ...[base64url(good), `${good}%00`, good.replaceAll('.', '..'), `${good};`, `${good}?a=b`],
  ];
  return tokens.map((token) => ({ defect: `segments ${token.length > 40 ? `${token.slice(0, 40)}…` : token}`, token }));
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Sets unused bits of the last base64url character. Returns the same segment if there are none. */
function strayBits(segment: string): string {
  if (segment.length % 4 === 0) return segment;
  return segment.slice(0, -1) + ALPHABET.charAt(ALPHABET.indexOf(segment.slice(-1)) + 1);
}
