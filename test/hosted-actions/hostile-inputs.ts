/** Texts that try to change more of a request than the value of an input. */
export const HOSTILE_PARTS = [
  '..', '.', '../', '/..', '..\\', '%2e%2e', '%2E%2E%2F', '%252e%252e', '%252e%252e%252f', '..%2f', '..%5c', '.%2e', '%c0%ae%c0%ae', '..;', '..;/admin', '%2e%2e%3b',
  'a/b', '/admin', '//evil.example', '///', 'a\\b', '\\\\evil.example\\share', '%2fadmin', '%5cadmin', 'a%00b', '%00',
  'a?b', '?admin=true', 'x&admin=true', 'x&admin=true#', '#frag', 'a#b', 'x;admin=true', 'x=1&y=2', '%26admin%3dtrue', '%23', '%3f',
  '@evil.example', 'x@evil.example', ':80@evil.example', 'evil.example:80', '.evil.example', 'http://evil.example/', 'https:evil.example', 'javascript:alert(1)', 'file:///etc/passwd',
  '\r\nX-Evil: 1', 'a\r\nX-Evil: 1\r\n\r\nGET /evil HTTP/1.1', '\nX-Evil: 1', '\rX-Evil: 1', '%0d%0aX-Evil:%201', '\u0000', 'a\u0000b', '\u2028', '\u2029', '\u0085', '\u560d\u560a', '嘊嘍X-Evil: 1',
  '${credentials.key}', '$credentials.key', '$!{credentials.key}', '#set($x = $credentials.key)$x', '#evaluate("$credentials.key")', '#include("/etc/passwd")', '#parse("x")', '$class.inspect("java.lang.Runtime")', '$input.class.forName("java.lang.Runtime")', '#foreach($i in [1..9])$i#end', '${authResponse.access_token}',
  '"', '\\', '\\"', '\\\\"', 'x", "admin": true, "y": "', 'x\\", "admin": true, "y": "', '"}, {"admin": true}', '\\u0022, \\u0022admin\\u0022: true', "'", '`', '{{', '}}', '<script>', ']]>', '\u0022', '\t', '\u001f', '\u007f',
  '１２７.０.０.１', '．．／', '％２ｅ％２ｅ', 'ＡＤＭＩＮ', '\u202e', '\u200b..\u200b', '🦄', '\ud800', 'x'.repeat(3_000), '../'.repeat(200), '%'.repeat(300), ' ', '   ', '+', '%', '%zz', '%1',
]; // prettier-ignore

/** At least 500 hostile inputs: the parts alone, and within a harmless text. */
export const HOSTILE_INPUTS: readonly string[] = [
  ...HOSTILE_PARTS,
  ...HOSTILE_PARTS.map((part) => `c-1${part}`),
  ...HOSTILE_PARTS.map((part) => `${part}c-1`),
  ...HOSTILE_PARTS.map((part) => `c-1${part}c-2`),
  ...HOSTILE_PARTS.map((part) => `${part}${part}`),
];
