import { PassThrough, pipeline, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import { readLimited } from './limited-body.js';

const patient = new AbortController().signal;

describe('readLimited', () => {
  it('reads a stream to its end, also where a character is split between two pieces', async () => {
    const bytes = Buffer.from('{"name":"吳健雄"}');
    const pieces = Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]);

    await expect(readLimited(pieces, 100, patient)).resolves.toBe('{"name":"吳健雄"}');
  });

  it('reads nothing as nothing', async () => {
    await expect(readLimited(Readable.from([]), 100, patient)).resolves.toBe('');
  });

  it('takes exactly the limit, and not a byte more', async () => {
    await expect(
      readLimited(Readable.from([Buffer.alloc(60, 'x'), Buffer.alloc(40, 'x')]), 100, patient),
    ).resolves.toBe('x'.repeat(100));
    await expect(
      readLimited(Readable.from([Buffer.alloc(60, 'x'), Buffer.alloc(41, 'x')]), 100, patient),
    ).rejects.toBeInstanceOf(RangeError);
  });

  it('destroys what is too large without reading the rest', async () => {
    let pieces = 0;
    const endless = new Readable({
      read() {
        pieces += 1;
        this.push(Buffer.alloc(1_000, 'x'));
      },
    });

    await expect(readLimited(endless, 2_000, patient)).rejects.toBeInstanceOf(RangeError);

    expect(endless.destroyed).toBe(true);
    expect(pieces).toBeLessThan(100);
  });

  it('does not unpack more than the limit', async () => {
    const packed = gzipSync(Buffer.alloc(50_000_000, ' '));
    const source = Readable.from([packed]);
    const unpacked = pipeline(source, createGunzip(), () => undefined);

    await expect(readLimited(unpacked, 2_000, patient)).rejects.toBeInstanceOf(RangeError);

    await setImmediate();
    expect(source.destroyed).toBe(true);
  });

  it('fails with a stream that breaks', async () => {
    const stream = new PassThrough();
    const text = readLimited(stream, 100, patient);
    stream.write('{"half":');

    stream.destroy(new Error('aborted by the peer'));

    await expect(text).rejects.toThrow('aborted by the peer');
  });

  it('fails with a stream that closes before its end', async () => {
    const stream = new PassThrough();
    const text = readLimited(stream, 100, patient);
    stream.write('{"half":');

    stream.destroy();

    await expect(text).rejects.toThrow('Premature close');
  });

  it('fails at once with one that was broken before', async () => {
    const stream = new PassThrough();
    stream.on('error', () => undefined).destroy(new Error('gone'));
    await setImmediate();

    await expect(readLimited(stream, 100, patient)).rejects.toThrow('gone');
  });

  it('destroys the stream as soon as nobody waits', async () => {
    const caller = new AbortController();
    const stream = new PassThrough();
    const text = readLimited(stream, 100, caller.signal);
    stream.write('{"half":');

    caller.abort();

    expect(stream.destroyed).toBe(true);
    await expect(text).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not begin where nobody waits any more', async () => {
    const stream = new PassThrough();

    await expect(readLimited(stream, 100, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });

    expect(stream.destroyed).toBe(true);
  });

  it.each([
    ['reads to its end', Buffer.from('{}')],
    ['gives up', Buffer.alloc(200)],
  ])('leaves no listener behind with a stream that it %s', async (_, bytes) => {
    const signal = { aborted: false, onabort: null };

    await readLimited(Readable.from([bytes]), 100, signal).catch(() => undefined);
    await setImmediate();

    expect(signal.onabort).toBeNull();
  });
});
