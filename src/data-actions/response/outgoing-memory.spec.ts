import { EventEmitter } from 'node:events';
import { ServerResponse } from 'node:http';
import { reserveOutgoing } from './outgoing-memory.js';

const MEGABYTE = 1_024 * 1_024;
const newResponse = (): ServerResponse => new EventEmitter() as ServerResponse;

describe('reserveOutgoing', () => {
  const outputOf = (bytes: number): { json: string } => ({ json: 'x'.repeat(bytes) });

  it('rejects a large output, but never a small one, while 48 MB wait for their clients', () => {
    const responses = Array.from({ length: 25 }, newResponse);
    for (const response of responses.slice(0, 24)) reserveOutgoing(outputOf(2 * MEGABYTE), response);

    expect(() => reserveOutgoing(outputOf(MEGABYTE), newResponse())).toThrow(
      expect.objectContaining({ code: 'OVERLOADED' }) as Error,
    );
    reserveOutgoing(outputOf(10), newResponse());
    reserveOutgoing(outputOf(60_000), newResponse());

    responses[0]?.emit('finish');
    responses[0]?.emit('close');
    reserveOutgoing(outputOf(2 * MEGABYTE), responses[24] as ServerResponse);
    expect(() => reserveOutgoing(outputOf(MEGABYTE), newResponse())).toThrow('too much memory');

    for (const response of responses) response.emit('close');
  });
});
