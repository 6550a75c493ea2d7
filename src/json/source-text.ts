import { Node } from 'jsonc-parser';

/** The text of a file. Converts offsets to lines and columns. */
export class SourceText {
  private readonly lineStarts: number[] = [0];
  private readonly stringOffsets = new Map<Node, readonly number[]>();

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
  }

  /** Returns line and column, both from 1. */
  position(offset: number): { line: number; column: number } {
    let [low, high] = [0, this.lineStarts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.lineStarts[low] ?? 0) + 1 };
  }

  /** Returns the file offset of a character in a string value. An escape sequence is longer in the file than in the value. */
  offsetInString(node: Node, index: number): number {
    const known = this.stringOffsets.get(node) ?? this.offsetsOf(node);
    this.stringOffsets.set(node, known);
    return known[Math.min(index, known.length - 1)] ?? node.offset;
  }

  private offsetsOf({ offset, length, value }: Node): readonly number[] {
    const offsets: number[] = [];
    const characters = typeof value === 'string' ? value.length : 0;
    const isPlain = this.text[offset] !== '"';
    let at = isPlain ? this.text.indexOf('\n', offset) + 1 : offset + 1;
    while (offsets.length < characters && at < offset + Math.max(length, 1)) {
      offsets.push(at);
      if (!isPlain && this.text[at] === '\\') at += this.text[at + 1] === 'u' ? 6 : 2;
      else
        at +=
          !isPlain &&
          /^([$%])\1\{/.test(this.text.slice(at, at + 3)) &&
          this.isEscapedByTerraform(value, offsets.length)
            ? 2
            : 1;
    }
    return offsets.length > 0 ? offsets : [offset];
  }

  private isEscapedByTerraform(value: unknown, index: number): boolean {
    return typeof value === 'string' && value[index] === '{';
  }
}
