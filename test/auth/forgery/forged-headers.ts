import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { signingKey } from '../../support/world.js';
import { Forgery } from './forged-tokens.js';
import { headerOf, nested, NON_STRINGS, tokenOf } from './forged-parts.js';

/** Returns tokens with headers that select a key, or that two parsers read differently. The signatures are genuine. */
export function otherHeaders(issuer: Issuer): Forgery[] {
  const { kid } = issuer.key;
  const attacker = signingKey();
  const kids = [
    ...NON_STRINGS,
    ...['unknown', '../../../../dev/null', '/dev/null', 'file:///dev/null', "' OR '1'='1", '__proto__', 'constructor'],
    ...['toString', '*', '0', `${kid} `, ` ${kid}`, `${kid}\0`, kid.toUpperCase(), kid.slice(1), 'k'.repeat(4_000)],
    ...['http://127.0.0.1/jwks.json', '\ud83d\ude00', '${kid}', '| id', kid.slice(0, -1)],
  ];
  const added: Record<string, unknown> = {
    jku: 'http://127.0.0.1:9/jwks.json',
    x5u: 'http://127.0.0.1:9/cert.pem',
    x5c: ['MIIB'],
    jwk: attacker.jwk,
    crit: ['exp'],
    b64: false,
    zip: 'DEF',
    typ: 'JWE',
  };
  const plain = `"alg":"RS256","typ":"JWT","kid":${JSON.stringify(kid)}`;
  const texts = [
    ...['{"alg":"none",', '{"\\u0061lg":"none",', '{"alg":"RS256",', '{"kid":"other",', '{"k\\u0069d":"other",'].map(
      (start) => start + plain + '}',
    ),
    ...[',"alg":"none"}', ',"a\\u006cg":"HS256"}', ',"kid":"other"}', ',"typ":"JWT"}', ',"__proto__":{}}'].map(
      (end) => `{${plain}${end}`,
    ),
    ...[
      ',}',
      '',
      '}}',
      '}{}',
      '},',
      ',"x":NaN}',
      ',"x":01}',
      ',"x":1e400}',
      ',"x":9007199254740993}',
      ',"x":"\\ud800"}',
    ].map((end) => `{${plain}${end}`),
    ...[',"x":"\t"}', ',x:1}', ",'x':1}", ',"x":undefined}', ',"x":/**/1}', `,"x":${nested(11)}}`].map(
      (end) => `{${plain}${end}`,
    ),
    ...['', ' ', '[]', '{}', 'null', 'true', '1', '"RS256"', `[{${plain}}]`, `\ufeff{${plain}}`, `{${plain}}\0`, '{'],
  ];
  return [
    ...kids.map((value) => tokenWith(issuer, `kid ${JSON.stringify(value).slice(0, 40)}`, { kid: value })),
    tokenWith(issuer, 'no kid', { kid: undefined }),
    ...Object.entries(added).map(([name, value]) => tokenWith(issuer, `header ${name}`, { [name]: value })),
    ...Object.entries(added).map(([name, value]) =>
      tokenWith(issuer, `${name} with the attacker's key`, { [name]: value }, attacker),
    ),
    ...NON_STRINGS.map((typ) => tokenWith(issuer, `typ ${JSON.stringify(typ)}`, { typ })),
    ...texts.map((headerText) => ({
      defect: `header text ${headerText.slice(0, 60)}`,
      token: issuer.token({ headerText }),
    })),
    tokenOf(issuer, 'a header that is not UTF-8', Buffer.from(`{${plain},"x":"\xff"}`, 'latin1'), issuer.claims()),
  ];
}

function tokenWith(issuer: Issuer, defect: string, header: Record<string, unknown>, signer = issuer.key): Forgery {
  return tokenOf(issuer, defect, { ...headerOf(issuer), ...header }, issuer.claims(), signer);
}
