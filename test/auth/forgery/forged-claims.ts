import { Issuer } from '../../../sandbox/issuer/issuer.js';
import { Forgery } from './forged-tokens.js';
import { headerOf, nested, NON_STRINGS, tokenOf } from './forged-parts.js';

/** Returns tokens with invalid claims, or with claims that two parsers read differently. The signatures are genuine. */
export function otherClaims(issuer: Issuer): Forgery[] {
  const { audience, url } = issuer;
  const now = Math.floor(Date.now() / 1_000);
  const values: Record<string, readonly unknown[]> = {
    exp: [
      ...NON_STRINGS,
      undefined,
      now,
      now - 1,
      now - 3_600,
      -1,
      -now,
      0.5,
      String(now + 3_600),
      [now + 3_600],
      'Infinity',
    ],
    nbf: [null, '', '0', true, [], {}, now + 90, now + 3_600, 1e15, String(now)],
    iat: [null, '', '0', true, [], {}, now + 90, now + 3_600, 1e15, String(now)],
    aud: [
      ...[
        ...NON_STRINGS,
        undefined,
        'https://other.example',
        audience.slice(0, -1),
        `${audience}/`,
        audience.toUpperCase(),
      ],
      ...[
        ` ${audience}`,
        `${audience} `,
        `${audience}\0`,
        `${audience},${audience}`,
        '*',
        [''],
        ['https://other.example'],
      ],
      ...[
        [[audience]],
        { [audience]: true },
        { 0: audience },
        [null],
        [audience, 1],
        [audience, null],
        [audience, [audience]],
      ],
      ...[`${audience}.evil.example`, audience.replace('https', 'http'), 'sandbox.example', [audience.slice(1)]],
    ],
    iss: [
      ...NON_STRINGS,
      undefined,
      'http://other.example',
      `${url}/`,
      url.slice(0, -1),
      [url],
      { url },
      `${url}\0`,
      ` ${url}`,
    ],
  };
  const valid = JSON.stringify(issuer.claims()).slice(1, -1);
  const later = now + 7_200;
  const texts = [
    ...[
      `"exp":${later},`,
      `"\\u0065xp":${later},`,
      '"aud":"x",',
      '"iss":"x",',
      '"scope":"x",',
      '"sub":"x",',
      '"__proto__":{},',
    ].map((start) => `{${start}${valid}}`),
    ...[
      `,"exp":${later}}`,
      `,"ex\\u0070":${later}}`,
      ',"aud":"x"}',
      ',"iss":"x"}',
      ',"scope":""}',
      ',"__proto__":1}',
    ].map((end) => `{${valid}${end}`),
    ...[
      ',}',
      '',
      '}}',
      '}{}',
      '},',
      ']',
      ',"x":NaN}',
      ',"x":01}',
      ',"x":1e400}',
      ',"x":-1e400}',
      ',"x":Infinity}',
      ',"x":.5}',
    ].map((end) => `{${valid}${end}`),
    ...[
      ',"x":9007199254740993}',
      ',"x":-9007199254740993}',
      ',"x":"\\ud800"}',
      ',"\\udc00":1}',
      ',"x":"\t"}',
      ',x:1}',
    ].map((end) => `{${valid}${end}`),
    ...[
      ',"x":undefined}',
      ',"x":/**/1}',
      ',"x":"\\x"}',
      ',"x":"\0"}',
      ',"x":"',
      ',"x":tru}',
      ',"x":1 2}',
      '}\0',
      '}null',
    ].map((end) => `{${valid}${end}`),
    ...[11, 50, 1_000].map((depth) => `{${valid},"x":${nested(depth)}}`),
    ...[
      '',
      ' ',
      '[]',
      '{}',
      'null',
      'true',
      '0',
      '"x"',
      `[{${valid}}]`,
      `\ufeff{${valid}}`,
      '{',
      `'${valid}'`,
      `{${valid}`,
    ],
    ...[
      `{"exp":1e400}`,
      `{${valid.replace(/"exp":\d+/, '"exp":1e400')}}`,
      `{${valid.replace(/"exp":\d+/, '"exp":1e300')}}`,
    ],
    ...[`{${valid.replace(/"exp":\d+/, '"exp":Infinity')}}`, `{${valid.replace(/"exp":(\d+)/, '"exp":-$1')}}`],
  ];
  return [
    ...Object.entries(values).flatMap(([claim, all]) =>
      all.map((value) => ({
        defect: `${claim} ${JSON.stringify(value) ?? 'missing'}`,
        token: issuer.token({ claims: { [claim]: value } }),
      })),
    ),
    ...texts.map((claimsText) => ({
      defect: `claims text ${claimsText.slice(-60)}`,
      token: issuer.token({ claimsText }),
    })),
    tokenOf(issuer, 'claims that are not UTF-8', headerOf(issuer), Buffer.from(`{${valid},"x":"\xff"}`, 'latin1')),
    tokenOf(
      issuer,
      'overlong UTF-8',
      headerOf(issuer),
      Buffer.concat([Buffer.from(`{${valid},"x":"`), Buffer.from([0xc0, 0xa2]), Buffer.from('"}')]),
    ),
    { defect: 'over 8 KB', token: issuer.token({ claims: { padding: 'x'.repeat(6_000) } }) },
  ];
}
