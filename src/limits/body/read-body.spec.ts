import { Readable } from 'node:stream';
import { ByteBudget } from './byte-budget.js';
import { readBody, UnreadableBody } from './read-body.js';

const source = (...pieces: string[]): Readable => Readable.from(pieces.map((piece) => Buffer.from(piece)));

const defectOf = (reading: Promise<Buffer>): Promise<unknown> =>
  reading.then(
    () => undefined,
    (error: unknown) => (error instanceof UnreadableBody ? error.defect : error),
  );

describe('readBody', () => {
  it('reads a complete body', async () => {
    expect(String(await readBody(source('ab', 'cd', 'ef'), { limitBytes: 6 }))).toBe('abcdef');
  });

  it('rejects a body over the limit', async () => {
    expect(await defectOf(readBody(source('ab', 'cd', 'ef'), { limitBytes: 5 }))).toBe('too-large');
  });

  it('rejects a body that was cut short', async () => {
    const cut = new Readable({ read: () => undefined });
    const defect = defectOf(readBody(cut, { limitBytes: 5 }));
    cut.push('ab');
    cut.destroy();

    expect(await defect).toBe('cut-short');
  });

  it('rejects a source that is already destroyed, because it emits no more events', async () => {
    const destroyed = new Readable({ read: () => undefined });
    destroyed.destroy();

    expect(await defectOf(readBody(destroyed, { limitBytes: 5 }))).toBe('cut-short');
  });

  it('ignores an error of the source after the end of the body', async () => {
    const broken = source('ab');
    await readBody(broken, { limitBytes: 5 });

    expect(() => broken.emit('error', new Error('late'))).not.toThrow();
  });

  it('rejects a body that does not fit into the byte budget', async () => {
    const budget = new ByteBudget(4);
    const reserve = (bytes: number): boolean => budget.reserve(bytes);

    expect(await defectOf(readBody(source('ab', 'cd', 'ef'), { limitBytes: 10, reserve }))).toBe('no-room');
    expect(budget.usedBytes).toBe(4);
  });

  it('stops when the call ends, and removes its listener', async () => {
    const endless = new Readable({ read: () => undefined });
    let abort: () => void = () => undefined;
    const onAbort = (callback: () => void): (() => void) => {
      abort = callback;
      return () => undefined;
    };
    const defect = defectOf(readBody(endless, { limitBytes: 5, onAbort }));
    abort();

    expect(await defect).toBe('ended');
    expect(endless.listenerCount('data')).toBe(0);
  });
});
