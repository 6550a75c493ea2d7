import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { hooksOf } from './agent-hooks.js';

/** Knows how long connections were idle before they were used again. */
export class IdleTimes {
  private readonly freedAtMs = new WeakMap<Socket, number>();
  private readonly idleMs = new WeakMap<Socket, number>();

  /** @returns 0 for a connection that was never used again */
  before(connection: Socket): number {
    return this.idleMs.get(connection) ?? 0;
  }

  watch(agent: Agent): void {
    const hooks = hooksOf(agent);
    const reuseSocket = hooks.reuseSocket.bind(agent);
    agent.on('free', (connection: Socket) => this.freedAtMs.set(connection, performance.now()));
    hooks.reuseSocket = (connection, request) => {
      const nowMs = performance.now();
      this.idleMs.set(connection, nowMs - (this.freedAtMs.get(connection) ?? nowMs));
      reuseSocket(connection, request);
    };
  }
}
