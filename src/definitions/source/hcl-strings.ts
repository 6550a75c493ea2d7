import { Node } from 'jsonc-parser';
import { HclSyntaxError } from './hcl-syntax-error.js';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** Reads a quoted string. `$${` means `${`; a Terraform expression `${…}` stays unchanged. */
export function readQuoted(text: string, offset: number): Node {
  let value = '';
  let at = offset + 1;
  while (text[at] !== '"') {
    if (at >= text.length || text[at] === '\n')
      throw new HclSyntaxError('The closing quote of a string is missing', offset);
    const { content, length } = quotedPart(text, at);
    value += content;
    at += length;
  }
  return { type: 'string', value, offset, length: at + 1 - offset };
}

function quotedPart(text: string, at: number): { content: string; length: number } {
  if (text[at] === '\\') {
    const letter = text[at + 1] ?? '';
    if (letter !== 'u' && letter !== 'U') return { content: ESCAPES[letter] ?? letter, length: 2 };
    const digits = letter === 'u' ? 4 : 8;
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { content: String.fromCodePoint(Number.isNaN(code) ? 0xfffd : code), length: 2 + digits };
  }
  if (/^[$%]{2}\{/.test(text.slice(at, at + 3))) return { content: `${text[at] ?? ''}{`, length: 3 };
  if (/^[$%]\{/.test(text.slice(at, at + 2))) {
    const length = expressionLength(text, at);
    return { content: text.slice(at, at + length), length };
  }
  return { content: text[at] ?? '', length: 1 };
}

/** Returns the length of `${…}`, which may contain braces and strings. */
function expressionLength(text: string, at: number): number {
  let depth = 0;
  for (let index = at + 1; index < text.length; index += 1) {
    if (text[index] === '"') index += readQuoted(text, index).length - 1;
    else if (text[index] === '{') depth += 1;
    else if (text[index] === '}' && --depth === 0) return index + 1 - at;
  }
  throw new HclSyntaxError('The closing brace of an expression ${ is missing', at);
}

/** Reads a heredoc from `<<NAME` to the line `NAME`. `<<-NAME` removes the common indentation. */
export function readHeredoc(text: string, offset: number): Node {
  const [opening = '', dash = '', name = ''] =
    /^<<(-?)([A-Za-z_]\w*)[^\n]*\n/.exec(text.slice(offset, offset + 200)) ?? [];
  if (name === '') throw new HclSyntaxError('A heredoc begins with << and a name', offset);
  const start = offset + opening.length;
  const lines: string[] = [];
  let at = start;
  for (;;) {
    if (at >= text.length) throw new HclSyntaxError(`The heredoc ${name} is not closed`, offset);
    const lineEnd = text.indexOf('\n', at);
    const line = text.slice(at, lineEnd < 0 ? text.length : lineEnd).replace(/\r$/, '');
    if (line.trim() === name) {
      const value = unescaped(dash === '' ? lines : dedented(lines));
      return { type: 'string', value, offset, length: at + line.length - offset };
    }
    lines.push(line);
    at = lineEnd < 0 ? text.length : lineEnd + 1;
  }
}

function dedented(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  return lines.map((line) => line.slice(Math.min(...indents)));
}

const unescaped = (lines: readonly string[]): string =>
  lines
    .map((line) => `${line}\n`)
    .join('')
    .replace(/([$%])\1\{/g, '$1{');
