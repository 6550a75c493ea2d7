import { once } from 'node:events';
import { AddressInfo, createServer } from 'node:net';
import { listenFailure } from './listen-failure.js';

describe('listenFailure', () => {
  const failureAt = async (port: number, host: string): Promise<string | undefined> => {
    const server = createServer().listen(port, host);
    const [error] = (await once(server, 'error')) as [Error];
    return listenFailure(error);
  };

  it('names a port that another process uses', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;

    expect(await failureAt(port, '127.0.0.1')).toBe(
      `HOST, PORT: the service cannot listen on 127.0.0.1:${port}: another process uses this port (EADDRINUSE)`,
    );
    first.close();
  });

  it('names an address of another machine', async () => {
    expect(await failureAt(4_299, '192.0.2.1')).toBe(
      'HOST, PORT: the service cannot listen on 192.0.2.1:4299: this machine does not have the address (EADDRNOTAVAIL)',
    );
  });

  it('reports that HOST cannot be resolved, without its value', async () => {
    expect(await failureAt(4_299, 'hunter2.invalid')).toMatch(
      /^HOST, PORT: the service cannot listen: HOST cannot be resolved.* \((ENOTFOUND|EAI_AGAIN)\)$/,
    );
  });

  it('returns undefined for another error', () => {
    expect(listenFailure(new Error('other'))).toBeUndefined();
    expect(listenFailure(undefined)).toBeUndefined();
  });
});
