import { Readable } from 'node:stream';

/**
 * Reads a stream to its end as UTF-8, and destroys it as soon as nobody wants the rest.
 *
 * @throws RangeError beyond `limitBytes`; the stream's own error where it ends too early or the signal aborts
 */
export function readLimited(stream: Readable, limitBytes: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let isWhole = false;
    const giveUp = (): void => {
      stream.destroy(new Error('aborted'));
    };
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) stream.destroy(new RangeError(`over ${limitBytes} bytes`));
      else chunks.push(chunk);
    });
    stream.once('end', () => (isWhole = true));
    stream.once('error', reject);
    stream.once('close', () => {
      signal.removeEventListener('abort', giveUp);
      if (isWhole) resolve(Buffer.concat(chunks, sizeBytes).toString('utf8'));
      else reject(new Error('the stream ended too early'));
    });
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
  });
}
