import { IncomingMessage } from 'node:http';
import { Caller } from '../../auth/access/caller.js';
import { UpstreamKey } from '../../idempotency/execute/idempotent-write.js';
import { CallRecord } from '../../observability/call-record.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../resilience/upstream/side-effect-tracker.js';
import { FlowContext, InteractionContext } from '../contract/request-envelope.js';

/** One call of a Data Action, as its pipeline has established it. */
export interface DataActionCall {
  readonly caller: Caller;
  readonly deadline: Deadline;
  /** Limit of one attempt at an upstream, if the action sets one. */
  readonly upstreamTimeoutMs?: number;
  /** The call's line in the log; upstream clients count their attempts in it. */
  readonly record: CallRecord;
  /** The input in the types of the action's schema; what keys and fingerprints are made of. */
  readonly input: unknown;
  /** The input as a valid instance of the action's class, where it was checked ahead of the action. */
  readonly validInput?: object;
  /** The body's `idempotency_key`, as it came. */
  readonly bodyIdempotencyKey?: unknown;
  /** Under which key a write goes upstream. */
  readonly idempotency?: UpstreamKey;
  /** What a write's attempts may have done; upstream clients tell it. */
  readonly sideEffect?: SideEffectTracker;
  readonly flow?: FlowContext;
  readonly interaction?: InteractionContext;
}

/** One call of a write, as its action gets it. */
export interface WriteCall extends DataActionCall {
  readonly idempotency: UpstreamKey;
  readonly sideEffect: SideEffectTracker;
}

const CALL = Symbol('call');
type Called = IncomingMessage & { [CALL]?: DataActionCall };

/** Attaches the parsed call to its request. */
export function setCall(request: Called, call: DataActionCall): void {
  request[CALL] = call;
}

/** Whether the call of the request has been read. */
export const hasCall = (request: Called): boolean => request[CALL] !== undefined;

/** @throws Error where the pipeline has not run: a bug of ours */
export function callOf({ [CALL]: call }: Called): DataActionCall {
  if (!call) throw new Error('The request is no call of a Data Action');
  return call;
}
