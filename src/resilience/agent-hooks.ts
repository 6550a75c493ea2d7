import { Agent, ClientRequest } from 'node:http';
import { Socket } from 'node:net';

/** The parts of an agent that Node documents to be overridden, and its types leave out. */
interface AgentHooks {
  /** Makes a connection, which is still to be established. */
  createConnection: (...args: unknown[]) => Socket;
  /** Called when a connection that was kept open is used again. */
  reuseSocket: (connection: Socket, request: ClientRequest) => void;
}

export const hooksOf = (agent: Agent): AgentHooks => agent as unknown as AgentHooks;
