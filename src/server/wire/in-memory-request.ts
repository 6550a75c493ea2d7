import { once } from 'node:events';
import { ClientRequest, IncomingHttpHeaders, IncomingMessage, request as openRequest, Server } from 'node:http';
import { Duplex, duplexPair } from 'node:stream';
import { Server as TlsServer } from 'node:tls';
import { finished } from 'node:stream/promises';
import { UnreadableRequest } from '../../errors/request-errors.js';

export interface InMemoryRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** Address of the client; unset if the gateway does not guarantee it. */
  readonly address?: string | undefined;
}

export interface InMemoryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request through memory to a server that need not listen. The server reads it from a connection, so the whole
 * pipeline runs as it does over a network.
 *
 * @param prepare receives the server's end of the connection before the server reads the request
 * @throws UnreadableRequest if the request is not valid HTTP
 * @throws Error if the server does not send a response
 */
export async function sendInMemory(
  server: Server,
  message: InMemoryRequest,
  prepare: (connection: object) => void,
): Promise<InMemoryResponse> {
  const [clientEnd, serverEnd] = connectedPair();
  const request = open(message, clientEnd);
  // The server may respond and close the connection before it has read the whole body.
  request.on('error', () => undefined);
  prepare(serverEnd);
  // A TLS server would expect a handshake on a new connection.
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
  server.emit(event, Object.assign(serverEnd, { remoteAddress: message.address }));
  request.end(message.body);
  const connectionClosed = finished(clientEnd, { writable: false }).catch(() => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks = (await response.toArray()) as Buffer[];
  // Waits until the access log is written: a serverless runtime may freeze the process once it has the response.
  await connectionClosed;
  return { status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) };
}

function open({ method, url, headers, body }: InMemoryRequest, connection: Duplex): ClientRequest {
  try {
    return openRequest({
      createConnection: () => connection,
      method,
      path: url,
      headers: { ...(headers as Record<string, string | string[]>), 'content-length': body.length },
    });
  } catch {
    throw new UnreadableRequest(400, 'The URL or a header contains a character that HTTP does not allow');
  }
}

/** Creates the two ends of a connection. Closing one end destroys the other. */
function connectedPair(): [Duplex, Duplex] {
  const [clientEnd, serverEnd] = duplexPair();
  clientEnd.once('close', () => serverEnd.destroy());
  serverEnd.once('close', () => clientEnd.destroy());
  return [clientEnd, serverEnd];
}
