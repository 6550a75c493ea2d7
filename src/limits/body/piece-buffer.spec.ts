import { PieceBuffer } from './piece-buffer.js';

describe('PieceBuffer', () => {
  it('joins pieces', () => {
    const buffer = new PieceBuffer(100_000);
    const pieces = Array.from({ length: 500 }, (_, index) => Buffer.from(`piece ${index} of many, `));
    for (const piece of pieces) buffer.add(piece);

    expect(buffer.take()).toEqual(Buffer.concat(pieces));
  });

  it('is empty without a piece', () => {
    expect(new PieceBuffer(10).take()).toHaveLength(0);
  });

  it('returns a single piece without a copy', () => {
    const piece = Buffer.from('whole');
    const buffer = new PieceBuffer(10);
    buffer.add(piece);

    expect(buffer.take().buffer).toBe(piece.buffer);
  });

  it('does not change a piece that the sender still references', () => {
    const first = Buffer.from('one');
    const buffer = new PieceBuffer(10);
    buffer.add(first);
    buffer.add(Buffer.from('two'));

    expect(first.toString()).toBe('one');
    expect(buffer.take().toString()).toBe('onetwo');
  });

  it('accepts as many bytes as the limit, and rejects one more', () => {
    const buffer = new PieceBuffer(6);
    expect(buffer.add(Buffer.from('abc'))).toBeUndefined();
    expect(buffer.add(Buffer.from('def'))).toBeUndefined();
    expect(buffer.add(Buffer.from('g'))).toBe('too-large');
    expect(buffer.take().toString()).toBe('abcdef');
  });

  it('rejects many pieces that are tiny on average', () => {
    const buffer = new PieceBuffer(1_000_000);
    const byte = Buffer.from('x');
    for (let piece = 0; piece < 4_096; piece += 1) buffer.add(byte);

    expect(buffer.sizeBytes).toBe(4_096);
    expect(buffer.add(byte)).toBe('too-many-pieces');
  });

  it('accepts many pieces of a useful size', () => {
    const buffer = new PieceBuffer(1_000_000);
    const piece = Buffer.alloc(16);
    for (let count = 0; count < 10_000; count += 1) buffer.add(piece);

    expect(buffer.sizeBytes).toBe(160_000);
  });
});
