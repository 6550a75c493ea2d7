import { EventEmitter } from 'node:events';
import { Server } from 'node:http';
import { limitConnections } from './connection-limits.js';
import { ServerConfig } from './server.config.js';

class FakeSocket extends EventEmitter {
  isDestroyed = false;

  constructor(readonly remoteAddress: string | undefined) {
    super();
  }

  destroy(): void {
    this.isDestroyed = true;
    this.emit('close');
  }
}

/** Returns a function that opens connections, and the limits that rejected them. */
function limited(limits: Partial<ServerConfig>) {
  const server = new EventEmitter();
  const rejections: string[] = [];
  limitConnections(server as Server, Object.assign(new ServerConfig(), limits), (limit) => rejections.push(limit));
  const open = (address?: string): FakeSocket => {
    const socket = new FakeSocket(address);
    server.emit('connection', socket);
    return socket;
  };
  return { open, rejections };
}

describe('the connection limits', () => {
  it('reject no connection by default', () => {
    const { open } = limited({});

    expect(Array.from({ length: 100 }, () => open('10.0.0.1')).filter(({ isDestroyed }) => isDestroyed)).toEqual([]);
  });

  it('count only open connections', () => {
    const { open, rejections } = limited({ maxConnections: 2 });
    const first = open('10.0.0.1');
    open('10.0.0.2');
    expect(open('10.0.0.3').isDestroyed).toBe(true);
    first.destroy();

    expect(open('10.0.0.3').isDestroyed).toBe(false);
    expect(open(undefined).isDestroyed).toBe(true);
    expect(rejections).toEqual(['all', 'all']);
  });

  it('count each address separately', () => {
    const { open, rejections } = limited({ maxConnectionsPerAddress: 1 });
    const first = open('10.0.0.1');

    expect(open('10.0.0.2').isDestroyed).toBe(false);
    expect(open('::ffff:10.0.0.1').isDestroyed).toBe(true);
    first.destroy();
    expect(open('::ffff:10.0.0.1').isDestroyed).toBe(false);
    expect(rejections).toEqual(['address']);
  });

  it('count an IPv6 network of 64 bits as one address', () => {
    const { open } = limited({ maxConnectionsPerAddress: 1 });
    open('2001:db8:0:1::1');

    expect(open('2001:db8:0:1:ffff::2').isDestroyed).toBe(true);
    expect(open('2001:db8:0:2::1').isDestroyed).toBe(false);
  });
});
