import { JsonLimits } from './json-scan.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Checks the limits of a text before it is parsed, in one linear pass. The text may be invalid JSON. The number
 * of values determines the memory of the parsed value. The depth determines the stack of a recursive traversal.
 *
 * @returns the limit that the text exceeds; undefined if it is within the limits
 */
export function findExcess(
  text: string,
  { maxDepth, maxValues = Infinity }: JsonLimits,
): 'depth' | 'values' | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === COMMA) {
      values += 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      values += 1;
      depth += 1;
      if (depth > maxDepth) return 'depth';
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return values > maxValues ? 'values' : undefined;
}

/** Returns the offset of the closing quotation mark, or the length of the text */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
