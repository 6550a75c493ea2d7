import { hideTokens } from '../../redaction/hide-tokens.js';

/** Parts of names by which a field is known for a secret, without their separators and in small letters. */
const SECRETS = [
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
/** Names that are secrets only when they are the whole name. */
const WHOLE_SECRETS = ['pwd', 'pin', 'cvv', 'cvc', 'otp', 'iban', 'ssn', 'pan'];

const HIDDEN = '[hidden]';
/** A name, its letters perhaps escaped; in quotation marks it may hold anything else too. */
const NAME = /(?:[\w.-]|\\{1,8}u[0-9a-f]{4})+/iy;
const QUOTED_NAME = /\\{0,8}["'](?:[^"'\\\r\n]|\\{1,8}u[0-9a-f]{4}){1,128}(?=\\{0,8}["']\s*:)/iy;
/** What makes a value of what follows a name; the quotation mark of a JSON text in a string has backslashes. */
const VALUE_FOLLOWS = /(?:\\{0,8}["'])?\s*[:=]\s*/y;
const SCALAR = /[^,}\]&\r\n]*/y;
const QUOTE = /\\{0,8}["']/y;
const CREDENTIALS = /\b(Bearer|Basic) +[\w.~+/-]+=*/gi;

/**
 * Hides the values of secret fields in a body that may be no JSON: what a template sent is to be seen as it is, and what is
 * hidden is hidden also where the text around it is broken. Where the end of a value is not certain, more is hidden.
 */
export class SecretFields {
  private readonly parts: readonly string[];

  /** @param more names of fields that are secret here */
  constructor(more: readonly string[]) {
    this.parts = [...SECRETS, ...more.map(plain).filter((name) => name !== '')];
  }

  redact(text: string): string {
    let shown = '';
    let from = 0;
    for (let at = 0; at < text.length;) {
      const name = match(QUOTED_NAME, text, at) || match(NAME, text, at);
      const opening = name && match(VALUE_FOLLOWS, text, at + name.length);
      at += Math.max(1, name.length + opening.length);
      if (opening === '' || !this.isSecret(name)) continue;
      const { replacement, end } = valueAt(text, at);
      shown += text.slice(from, at) + replacement;
      from = at = end;
    }
    const withoutCredentials = (shown + text.slice(from)).replace(CREDENTIALS, `$1 ${HIDDEN}`);
    return hideTokens(withoutCredentials, HIDDEN);
  }

  private isSecret(name: string): boolean {
    const bare = plain(
      name.replace(/\\{1,8}u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
    );
    return WHOLE_SECRETS.includes(bare) || this.parts.some((part) => bare.includes(part));
  }
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** What stands for the value that begins at `start`, and where it ends. */
function valueAt(text: string, start: number): { replacement: string; end: number } {
  const quote = match(QUOTE, text, start);
  if (quote !== '') {
    // The quotation mark that ends it is followed by what may follow a value.
    const ending = new RegExp(`(?<!\\\\)${quote.replaceAll('\\', '\\\\')}(?=\\s*(?:[,}\\]&]|\\\\{0,8}["']|$))`, 'g');
    ending.lastIndex = start + quote.length;
    const found = ending.exec(text);
    if (!found) return { replacement: quote + HIDDEN, end: text.length };
    return { replacement: quote + HIDDEN + quote, end: found.index + quote.length };
  }
  if (/[[{]/.test(text.charAt(start))) return { replacement: HIDDEN, end: text.length };
  return { replacement: HIDDEN, end: start + match(SCALAR, text, start).length };
}

/** What a sticky pattern finds at this very place; '' for nothing. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
