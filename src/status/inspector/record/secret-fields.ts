import { redactTokens } from '../../../redaction/redact-tokens.js';

/** A field is secret if its name contains one of these, in lower case without separators. */
const SECRET_NAME_PARTS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'authorization',
  'credential',
  'privatekey',
  'cardnumber',
];
/** A field is secret if its whole name is one of these. */
const SECRET_NAMES = ['pwd', 'pin', 'cvv', 'cvc', 'otp', 'iban', 'ssn', 'pan'];

const HIDDEN = '[hidden]';
/** A name without quotation marks. Letters may be escaped. */
const NAME = /(?:[\w.-]|\\{1,8}u[0-9a-f]{4})+/iy;
const QUOTED_NAME = /\\{0,8}["'](?:[^"'\\\r\n]|\\{1,8}u[0-9a-f]{4}){1,128}(?=\\{0,8}["']\s*:)/iy;
/** Separator between name and value. Quotation marks have backslashes in JSON inside a string. */
const VALUE_FOLLOWS = /(?:\\{0,8}["'])?\s*[:=]\s*/y;
const SCALAR = /[^,}\]&\r\n]*/y;
const QUOTE = /\\{0,8}["']/y;
const CREDENTIALS = /\b(Bearer|Basic) +[\w.~+/-]+=*/gi;

/**
 * Redacts the values of secret fields in a body, even in malformed JSON. Keeps the rest of the text unchanged. If the end of
 * a value is ambiguous, redacts rather too much than too little.
 */
export class SecretFields {
  private readonly parts: readonly string[];

  /** @param more additional names of secret fields */
  constructor(more: readonly string[]) {
    this.parts = [...SECRET_NAME_PARTS, ...more.map(plain).filter((name) => name !== '')];
  }

  redact(text: string): string {
    let redacted = '';
    let from = 0;
    for (let at = 0; at < text.length;) {
      const name = match(QUOTED_NAME, text, at) || match(NAME, text, at);
      const opening = name && match(VALUE_FOLLOWS, text, at + name.length);
      at += Math.max(1, name.length + opening.length);
      if (opening === '' || !this.isSecret(name)) continue;
      const { replacement, end } = valueAt(text, at);
      redacted += text.slice(from, at) + replacement;
      from = at = end;
    }
    const withoutCredentials = (redacted + text.slice(from)).replace(CREDENTIALS, `$1 ${HIDDEN}`);
    return redactTokens(withoutCredentials, HIDDEN);
  }

  private isSecret(name: string): boolean {
    const bare = plain(
      name.replace(/\\{1,8}u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    );
    return SECRET_NAMES.includes(bare) || this.parts.some((part) => bare.includes(part));
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Returns the replacement and the end of the value at `start`. */
function valueAt(text: string, start: number): { replacement: string; end: number } {
  const quote = match(QUOTE, text, start);
  if (quote !== '') {
    // Only a quotation mark followed by a delimiter ends the value.
    const ending = new RegExp(`(?<!\\\\)${quote.replaceAll('\\', '\\\\')}(?=\\s*(?:[,}\\]&]|\\\\{0,8}["']|$))`, 'g');
    ending.lastIndex = start + quote.length;
    const found = ending.exec(text);
    if (!found) return { replacement: quote + HIDDEN, end: text.length };
    return { replacement: quote + HIDDEN + quote, end: found.index + quote.length };
  }
  if (/[[{]/.test(text.charAt(start))) return { replacement: HIDDEN, end: text.length };
  return { replacement: HIDDEN, end: start + match(SCALAR, text, start).length };
}

/** Returns the match of a sticky pattern at `at`, or ''. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
