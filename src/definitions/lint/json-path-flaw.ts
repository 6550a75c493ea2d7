const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')' };

/**
 * Why a text is no JSONPath, as a sentence goes on after its name; undefined where it may be one. As lenient as the
 * platform: a leading `$` may be missing, and what stands in a filter is not judged.
 */
export function jsonPathFlaw(path: string): string | undefined {
  const open: string[] = [];
  let quote: string | undefined;
  let bare = '';
  let read = '';
  for (const character of path.trim()) {
    read += character;
    if (quote !== undefined) {
      if (character === quote && !read.endsWith(`\\${character}`)) quote = undefined;
    } else if (open.length > 0 && (/['"]/.test(character) || (character === '/' && isPattern(read)))) {
      quote = character;
    } else if (character in CLOSING) {
      open.push(CLOSING[character] ?? '');
      if (open.length === 1) bare += character;
    } else if (character === ']' || character === ')') {
      if (open.pop() !== character) return `closes a ${character} that is not open`;
    } else if (open.length === 0) {
      bare += character;
    }
  }
  if (quote !== undefined) return 'leaves a quotation mark open';
  if (open.length > 0) return `lacks a ${open.at(-1) ?? ''}`;
  if (bare === '' && path.trim() === '') return 'is empty';
  if (/\[\s*\]/.test(path)) return 'has nothing between its brackets';
  if (/\.$/.test(bare)) return 'ends with a dot';
  if (/\.{3}/.test(bare)) return 'has three dots in a row';
  return /\s/.test(bare) ? "has a blank outside of ['…']" : undefined;
}

/** Whether the slash at the end begins the regular expression of a filter. */
const isPattern = (read: string): boolean => /=~\s*\/$/.test(read);

/** Whether a path may match many values: then it gives a list, an empty one where it finds nothing. */
export const isIndefinite = (path: string): boolean => /\.\.|\*|\?\(|\[[^\]'"]*[,:]/.test(path);
