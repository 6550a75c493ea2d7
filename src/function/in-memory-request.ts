import { once } from 'node:events';
import { ClientRequest, IncomingHttpHeaders, IncomingMessage, request as openRequest, Server } from 'node:http';
import { Duplex, duplexPair } from 'node:stream';
import { finished } from 'node:stream/promises';
import { UnreadableRequest } from '../errors/request-errors.js';

/** An HTTP request as an event carries it. */
export interface InMemoryRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** Whom the event came from, where that can be believed. */
  readonly address?: string | undefined;
}

/** What the application answered. */
export interface InMemoryResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends a request through memory to a server that need not listen. The server reads it off a connection like any other,
 * so the whole pipeline works as it does over a network.
 *
 * @param prepare gets the server's end of the connection before the request is on it
 * @throws UnreadableRequest where it is no valid HTTP, Error where the server gives no answer
 */
export async function sendInMemory(
  server: Server,
  sent: InMemoryRequest,
  prepare: (connection: object) => void,
): Promise<InMemoryResponse> {
  const [near, far] = joinedPair();
  const request = open(sent, near);
  // An answer may come before the request is through, and end the connection under it.
  request.on('error', () => undefined);
  prepare(far);
  server.emit('connection', Object.assign(far, { remoteAddress: sent.address }));
  request.end(sent.body);
  const over = finished(near, { writable: false }).catch(() => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks = (await response.toArray()) as Buffer[];
  // The call's line in the log is written by now: whoever has our answer may freeze the process.
  await over;
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
    throw new UnreadableRequest(400, 'The address or a header holds a character that HTTP cannot carry');
  }
}

/** Two ends of one connection; with one of them the other is gone too. */
function joinedPair(): [Duplex, Duplex] {
  const [near, far] = duplexPair();
  near.once('close', () => far.destroy());
  far.once('close', () => near.destroy());
  return [near, far];
}
