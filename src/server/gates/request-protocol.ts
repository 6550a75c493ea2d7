import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

/** Node's parser of a connection. Its buffer contains the bytes that are being parsed. */
interface ParsedSocket {
  readonly parser?: { getCurrentBuffer?(): Buffer | undefined } | null;
}

/** Connections on which a first request with the protocol HTTP has arrived. */
const checked = new WeakSet<Socket>();

/**
 * Returns the protocol in the request line if it is not HTTP, such as `RTSP`. Node's parser also accepts RTSP and ICE, and
 * does not report the name. Must be called while the request is being parsed, before anything is awaited.
 *
 * Only the first request of a connection and every request below HTTP/1.1 are checked, because the check copies the bytes that
 * are being parsed. A request line that arrived in an earlier packet than its last header is not checked.
 */
export function foreignProtocolOf({ socket, httpVersion, method = '', url = '' }: IncomingMessage): string | undefined {
  if (httpVersion === '1.1' && checked.has(socket)) return undefined;
  const protocol = protocolOf(socket, method, url);
  if (protocol !== undefined && protocol !== 'HTTP') return protocol;
  checked.add(socket);
  return undefined;
}

function protocolOf(socket: Socket, method: string, url: string): string | undefined {
  const buffer = (socket as ParsedSocket).parser?.getCurrentBuffer?.();
  if (!buffer) return undefined;
  const start = `${method} ${url} `;
  const at = buffer.indexOf(start, 0, 'latin1');
  if (at < 0) return undefined;
  return /^[A-Z]+(?=\/)/.exec(buffer.toString('latin1', at + start.length, at + start.length + 5))?.[0];
}
