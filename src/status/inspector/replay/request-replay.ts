import { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { InMemoryResponse, sendInMemory } from '../../../server/wire/in-memory-request.js';
import { repeatedHeaders } from './curl-command.js';
import { InspectedRequest } from '../record/inspected-request.js';

/** Returns the reason why a stored request cannot be repeated; undefined if it can be repeated. */
export function replayObstacle({ isBodyWhole, isBodyRedacted }: InspectedRequest): string | undefined {
  if (!isBodyWhole) return 'Only a part of the body is stored.';
  return isBodyRedacted ? 'The body contains redacted values.' : undefined;
}

/**
 * Sends a stored request again, through the whole pipeline of the service. The call has the access rights of the token and
 * the client address of the operator.
 */
@Injectable()
export class RequestReplay {
  constructor(private readonly host: HttpAdapterHost) {}

  /** @throws UnreadableRequest if a header is not valid HTTP */
  send(request: InspectedRequest, token: string, address: string): Promise<InMemoryResponse> {
    const { method, path, body } = request;
    const headers = {
      ...Object.fromEntries(repeatedHeaders(request)),
      host: 'localhost',
      authorization: `Bearer ${token}`,
      connection: 'close',
    };
    const server = this.host.httpAdapter.getHttpServer() as Server;
    return sendInMemory(server, { method, url: path, headers, body: Buffer.from(body), address }, () => undefined);
  }
}
