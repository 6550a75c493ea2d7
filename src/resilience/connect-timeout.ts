import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';

/** A connection was not there in time. */
export class ConnectTimeout extends Error {
  constructor(limitMs: number) {
    super(`no connection within ${limitMs} ms`);
    this.name = 'ConnectTimeout';
  }
}

interface PoolOptions {
  /** What name resolution, connect and TLS handshake may take together. */
  readonly connectTimeoutMs: number;
  readonly maxSockets: number;
}

/** Keep-alive pools for both schemes whose connections are given up in time; Node itself has no such limit. */
export function connectionPools({ connectTimeoutMs, maxSockets }: PoolOptions): {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
} {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: 'lifo' } as const;
  const httpAgent = new http.Agent(options);
  const httpsAgent = new https.Agent(options);
  limitConnect(httpAgent, 'connect', connectTimeoutMs);
  limitConnect(httpsAgent, 'secureConnect', connectTimeoutMs);
  return { httpAgent, httpsAgent };
}

/** The part of an agent that Node documents and its types leave out. */
interface Connecting {
  createConnection: (...args: unknown[]) => Socket;
}

function limitConnect(agent: http.Agent, readyEvent: string, limitMs: number): void {
  const connecting = agent as unknown as Connecting;
  const createConnection = connecting.createConnection.bind(agent);
  connecting.createConnection = (...args) => {
    const socket = createConnection(...args);
    const timer = setTimeout(() => socket.destroy(new ConnectTimeout(limitMs)), limitMs);
    const clear = (): void => clearTimeout(timer);
    socket.once(readyEvent, clear).once('close', clear);
    return socket;
  };
}
