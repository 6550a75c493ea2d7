import { Caller } from '../../auth/access/caller.js';
import { InMemoryResponse, InMemoryRequest } from '../../server/wire/in-memory-request.js';

/** Parsed event: its request and the form of its result. */
export interface Invocation {
  readonly request: InMemoryRequest;
  /** Caller without a token. Set only if the runtime's access control has authorised the sender; other senders need a token. */
  readonly caller?: Caller;
  /** @throws FunctionFailure if the sender expects failures as exceptions */
  readonly respond: (response: InMemoryResponse) => unknown;
}
