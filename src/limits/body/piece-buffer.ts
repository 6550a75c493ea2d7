/** A body may have this many pieces of any size. With more pieces, their average size is at least `MIN_AVERAGE_BYTES`. */
const MAX_SMALL_PIECES = 4_096;
const MIN_AVERAGE_BYTES = 16;

/** Why the rest of a body is rejected. */
export type PieceDefect = 'too-large' | 'too-many-pieces';

/**
 * Collects the pieces of a body in one growing buffer. Storing a piece as an object costs at least a hundred bytes, so pieces
 * are copied. Many tiny pieces are rejected, because each of them also costs CPU time.
 */
export class PieceBuffer {
  private bytes: Buffer | undefined;
  private pieces = 0;
  private size = 0;

  constructor(private readonly limitBytes: number) {}

  get sizeBytes(): number {
    return this.size;
  }

  /** Adds a piece. @returns why the piece is rejected; undefined if it is accepted */
  add(piece: Buffer): PieceDefect | undefined {
    const size = this.size + piece.length;
    if (size > this.limitBytes) return 'too-large';
    this.pieces += 1;
    if (this.pieces > MAX_SMALL_PIECES && size < this.pieces * MIN_AVERAGE_BYTES) return 'too-many-pieces';
    if (!this.bytes) {
      // Most bodies arrive in one piece, which needs no copy.
      this.bytes = piece;
    } else {
      if (this.bytes.length < size || this.pieces === 2) this.grow(size);
      piece.copy(this.bytes, this.size);
    }
    this.size = size;
    return undefined;
  }

  /** Returns the bytes received so far. */
  take(): Buffer {
    return this.bytes ? this.bytes.subarray(0, this.size) : Buffer.alloc(0);
  }

  private grow(leastBytes: number): void {
    const larger = Buffer.allocUnsafe(Math.min(this.limitBytes, Math.max(1_024, leastBytes * 2)));
    this.bytes?.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }
}
