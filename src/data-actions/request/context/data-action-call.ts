import { IncomingMessage } from 'node:http';
import { Caller } from '../../../auth/access/caller.js';
import { UpstreamKey } from '../../../idempotency/execute/idempotent-write.js';
import { CallRecord } from '../../../observability/call/call-record.js';
import { Deadline } from '../../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../../resilience/upstream/side-effect-tracker.js';
import { FlowContext, InteractionContext } from '../../contract/request-envelope.js';

/** One call of a Data Action, parsed and authenticated. */
export interface DataActionCall {
  readonly caller: Caller;
  readonly deadline: Deadline;
  /** Time limit of one upstream attempt, if the action sets one. */
  readonly upstreamTimeoutMs?: number;
  /** Log record of the call. Upstream clients count their attempts in it. */
  readonly record: CallRecord;
  /** Input coerced to the types of the action's schema. Cache keys and fingerprints are computed from it. */
  readonly input: unknown;
  /** Validated instance of the input class, if the pipeline has validated it already. */
  readonly validInput?: object;
  /** `idempotency_key` of the body, unchanged. */
  readonly bodyIdempotencyKey?: unknown;
  /** Key to send upstream with a write. */
  readonly idempotency?: UpstreamKey;
  /** Tracks whether attempts of a write may have had an effect. Upstream clients update it. */
  readonly sideEffect?: SideEffectTracker;
  readonly flow?: FlowContext;
  readonly interaction?: InteractionContext;
}

/** Call of a write action. */
export interface WriteCall extends DataActionCall {
  readonly idempotency: UpstreamKey;
  readonly sideEffect: SideEffectTracker;
}

const CALL = Symbol('call');
type Called = IncomingMessage & { [CALL]?: DataActionCall };

/** Stores the call in its request, from where `callOf` reads it. */
export function setCall(request: Called, call: DataActionCall): void {
  request[CALL] = call;
}

export const hasCall = (request: Called): boolean => request[CALL] !== undefined;

/** @throws Error if the pipeline has not run */
export function callOf({ [CALL]: call }: Called): DataActionCall {
  if (!call) throw new Error('The request has no Data Action call: the pipeline has not run');
  return call;
}
