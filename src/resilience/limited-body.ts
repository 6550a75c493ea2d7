import { addAbortSignal, Readable } from 'node:stream';

/**
 * Reads a stream to its end as UTF-8, and destroys it as soon as nobody wants the rest.
 *
 * @throws RangeError beyond `limitBytes`; an AbortError where the signal aborts; the stream's own error where it ends too early
 */
export async function readLimited(stream: Readable, limitBytes: number, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw new RangeError(`over ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes).toString('utf8');
}
