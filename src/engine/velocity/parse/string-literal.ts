import { TemplateCursor } from './template-cursor.js';

/**
 * Reads a text in quotes and moves past it. Two quotes in a row mean one. Only a text in double quotes with a `$` or
 * `#` is a template of its own.
 *
 * @throws TemplateSyntaxError for a quote that is not closed
 */
export function readString(cursor: TemplateCursor): { content: string; isInterpolated: boolean } {
  const quote = cursor.current;
  const start = cursor.at + 1;
  const end = endOf(cursor, quote, start);
  cursor.at = end + 1;
  const raw = cursor.text.slice(start, end);
  const unescaped = quote === '"' ? raw.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => characterOf(code)) : raw;
  const content = unescaped.replaceAll(quote + quote, quote);
  return { content, isInterpolated: quote === '"' && /[$#]/.test(raw) };
}

/**
 * Returns the closing quote: the first one that is not in a pair. If all are in pairs, the first pair closes the text.
 */
function endOf(cursor: TemplateCursor, quote: string, start: number): number {
  const { text } = cursor;
  let candidate = -1;
  let at = text.indexOf(quote, start);
  while (at >= 0) {
    if (text[at + 1] !== quote) return at;
    if (candidate < 0) candidate = at;
    at = text.indexOf(quote, at + 2);
  }
  if (candidate < 0) throw cursor.error(`The quote ${quote} is not closed`);
  return candidate;
}

const characterOf = (code: string): string => String.fromCharCode(Number.parseInt(code, 16));
