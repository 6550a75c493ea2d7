import type { Socket } from 'node:net';
import { ResponseTooLarge } from './buffered-response.js';

/** Maximum bytes of a response before its content, between two pieces of content, and after the content. */
export const MAX_OVERHEAD_BYTES = 16_384;

/** A response has too many bytes in its headers, interim responses, chunk extensions or trailers. */
export class TooMuchOverhead extends ResponseTooLarge {
  constructor() {
    super({}, `with over ${MAX_OVERHEAD_BYTES} bytes in addition to its content`);
    this.name = 'TooMuchOverhead';
  }
}

/**
 * Limits the bytes without content that undici parses. undici itself limits only names and values of headers. Beyond its limit,
 * it creates an error for each further line, which blocks the event loop.
 */
export class OverheadLimit {
  private left = MAX_OVERHEAD_BYTES;

  /** Resets the count. Call it when a request begins, and when its response has made progress. */
  reset(): void {
    this.left = MAX_OVERHEAD_BYTES;
  }

  /** Makes a socket pass on its bytes only up to the limit. Beyond the limit, the socket is destroyed. */
  watch(socket: Socket): Socket {
    const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
    socket.read = (size?: number) => {
      if (size !== undefined) return read(size);
      const bytes = Math.min(socket.readableLength, this.left);
      if (this.left === 0) socket.destroy(new TooMuchOverhead());
      if (socket.destroyed) return null;
      this.left -= bytes;
      return read(bytes || undefined);
    };
    return socket;
  }
}
