import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { timerDelay } from '../durations.js';
import { hooksOf } from './agent-hooks.js';

/** A connection was not there in time. */
export class ConnectTimeout extends Error {
  constructor(limitMs: number) {
    super(`no connection within ${limitMs} ms`);
    this.name = 'ConnectTimeout';
  }
}

interface ConnectLimit {
  /** When a connection counts as there: an HTTPS one after its handshake. */
  readonly readyEvent: 'connect' | 'secureConnect';
  /** What name resolution, connect and TLS handshake may take together. */
  readonly limitMs: number;
  readonly onReady: (connection: Socket) => void;
}

/** Makes an agent give up connections that are not there in time, with `ConnectTimeout`; Node itself has no such limit. */
export function limitConnect(agent: Agent, { readyEvent, limitMs, onReady }: ConnectLimit): void {
  const hooks = hooksOf(agent);
  const createConnection = hooks.createConnection.bind(agent);
  hooks.createConnection = (...args) => {
    const connection = createConnection(...args);
    const timer = setTimeout(() => connection.destroy(new ConnectTimeout(limitMs)), timerDelay(limitMs));
    const clear = (): void => clearTimeout(timer);
    connection.once('close', clear).once(readyEvent, () => {
      clear();
      onReady(connection);
    });
    return connection;
  };
}
