import { Readable } from 'node:stream';
import type { GenericAbortSignal } from './axios.js';

/**
 * Reads a stream to its end as UTF-8, and destroys it as soon as nobody wants the rest.
 *
 * @param signal its `onabort` is ours until then
 * @throws RangeError beyond `limitBytes`; an AbortError where the signal aborts; the stream's own error where it ends too early
 */
export function readLimited(stream: Readable, limitBytes: number, signal: GenericAbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const giveUp = (error: Error): void => {
      stream.destroy();
      reject(error);
    };
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) giveUp(new RangeError(`over ${limitBytes} bytes`));
      else chunks.push(chunk);
    });
    stream.on('end', () => resolve(Buffer.concat(chunks, sizeBytes).toString('utf8')));
    stream.on('error', reject);
    stream.on('close', () => {
      signal.onabort = null;
      if (!stream.readableEnded) reject(new Error('Premature close'));
    });
    signal.onabort = () => giveUp(new DOMException('Nobody waits for the rest', 'AbortError'));
    if (signal.aborted) signal.onabort();
    else if (stream.destroyed) giveUp(stream.errored ?? new Error('Premature close'));
  });
}
