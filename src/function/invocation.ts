import { Caller } from '../auth/access/caller.js';
import { InMemoryResponse, InMemoryRequest } from './in-memory-request.js';

/** An event, read: the request that it stands for, and what its sender expects for an answer. */
export interface Invocation {
  readonly request: InMemoryRequest;
  /** Set only where the runtime's own access control has authorised the sender; all others show a token. */
  readonly caller?: Caller;
  /** @throws FunctionFailure where that is how the sender is told */
  readonly respond: (answer: InMemoryResponse) => unknown;
}
