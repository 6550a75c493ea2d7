import { EngineError } from '../../limits/engine-error.js';

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', f: '\f', t: '\t', n: '\n', b: '\b' };

/** Resolves the escapes of a name or text in a path. @throws EngineError for a `\u` without four hexadecimal digits */
export function unescape(text: string): string {
  return text.replace(/\\(?:u([^]{0,4})|([^]))/g, (_, code: string | undefined, character: string | undefined) => {
    if (code === undefined) return ESCAPES[character ?? ''] ?? character ?? '';
    if (code.length === 4 && !/^[0-9a-fA-F]{4}$/.test(code))
      throw new EngineError(`\\u${code} is not a character: four hexadecimal digits must follow \\u`);
    return code.length === 4 ? String.fromCharCode(Number.parseInt(code, 16)) : '';
  });
}
