import { Node } from 'jsonc-parser';

/** Where an offset stands, as editors count: from 1. */
export function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Where the character at `index` of a JSON string's value stands in the file: an escape takes more than one there. */
export function offsetInString(text: string, { offset, length }: Node, index: number): number {
  let at = offset + 1;
  for (let left = index; left > 0 && at < offset + length - 1; left -= 1) {
    if (text[at] !== '\\') at += 1;
    else at += text[at + 1] === 'u' ? 6 : 2;
  }
  return at;
}
