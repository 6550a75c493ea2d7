import {
  claimed,
  completed,
  markedUnknown,
  IdempotencyRecord,
  released,
} from '../../src/idempotency/store/idempotency-record.js';
import { Claim, OwnerResult } from '../../src/idempotency/store/idempotency-store.js';

/** The outcome of a sent write: a result, a failure without effect, or unknown. */
type Outcome = number | 'not applied' | 'unknown';

export type Caller =
  /** Has not claimed the key, or another caller is executing. */
  | { readonly at: 'claiming' }
  /** Owns the key and has sent nothing. */
  | { readonly at: 'owner'; readonly leaseEndsAt: number }
  /** Has sent the write, and has its outcome. */
  | { readonly at: 'sent'; readonly leaseEndsAt: number; readonly outcome: Outcome }
  /** Has responded, and has not yet recorded the outcome in the store. */
  | { readonly at: 'recording'; readonly outcome: Outcome }
  /** Has finished with a result, or with the code of a failure. */
  | { readonly at: 'end'; readonly result: number | string }
  | { readonly at: 'dead' };

/** The complete state: the store, the upstream's executions and the callers. Time is always 0: the ends of leases decrease instead. */
export interface World {
  readonly record: IdempotencyRecord | undefined;
  /** Payloads that the upstream has executed, in order. Each execution has a different result. */
  readonly executed: readonly string[];
  readonly callers: readonly Caller[];
}

export interface Setting {
  /** Whether the upstream executes a key once, and repeats its response. */
  readonly honoursKey: boolean;
  readonly payloads: readonly string[];
}

const NOW = 0;
export const LEASE = 2;

export const START: World = {
  record: undefined,
  executed: [],
  callers: [{ at: 'claiming' }, { at: 'claiming' }, { at: 'claiming' }],
};

/** Returns every state that one step can reach: a caller acts, a reply is lost, a process dies, or time passes. */
export function next(world: World, setting: Setting): World[] {
  return [tick(world), ...world.callers.flatMap((caller, index) => stepsOf(world, setting, caller, index))];
}

function tick({ record, executed, callers }: World): World {
  const nearer = (instant: number): number => Math.max(NOW, instant - 1);
  return {
    record: record?.state === 'running' ? { ...record, leaseEndsAtMs: nearer(record.leaseEndsAtMs) } : record,
    executed,
    callers: callers.map((caller) =>
      'leaseEndsAt' in caller ? { ...caller, leaseEndsAt: nearer(caller.leaseEndsAt) } : caller,
    ),
  };
}

export const claimIn = ({ honoursKey, payloads }: Setting, index: number): Claim => ({
  key: { name: 'name', scope: 'scope' },
  owner: `caller ${index}`,
  fingerprint: payloads[index] ?? 'payload',
  leaseMs: LEASE,
  ttlMs: 1_000,
  mayResend: honoursKey,
});

function stepsOf(world: World, setting: Setting, caller: Caller, index: number): World[] {
  const claim = claimIn(setting, index);
  const become = (next: Caller, changed: Partial<World> = {}): World => ({
    ...world,
    ...changed,
    callers: world.callers.map((other, at) => (at === index ? next : other)),
  });
  const dies = become({ at: 'dead' });
  switch (caller.at) {
    case 'claiming': {
      const { result, record } = claimed(world.record, claim, NOW);
      const isLost = become({ at: 'recording', outcome: 'not applied' }, { record });
      return [dies, isLost, become(afterClaim(result), { record })];
    }
    case 'owner': {
      const { leaseEndsAt } = caller;
      const send = (outcome: Outcome, executed = world.executed): World =>
        become({ at: 'sent', leaseEndsAt, outcome }, { executed });
      const { executed, result } = execute(world.executed, claim.fingerprint, setting);
      const gaveUp = send('not applied');
      return [dies, gaveUp, send('unknown'), send('unknown', executed), send(result, executed)];
    }
    case 'sent': {
      const { outcome } = caller;
      const replyLost = become({ at: 'recording', outcome });
      const { result, record } = recordOutcome(world, claim, outcome);
      return [dies, replyLost, become({ at: 'end', result: resultOf(result, outcome) }, { record })];
    }
    case 'recording': {
      const { outcome } = caller;
      const result = typeof outcome === 'number' ? outcome : 'failed';
      return [dies, become({ at: 'end', result }, { record: recordOutcome(world, claim, outcome).record })];
    }
    default:
      return [];
  }
}

function afterClaim(result: ReturnType<typeof claimed>['result']): Caller {
  if (result.kind === 'busy') return { at: 'claiming' };
  if (result.kind === 'replay') return { at: 'end', result: Number(result.output) };
  if (result.kind === 'new' || result.kind === 'takeover') return { at: 'owner', leaseEndsAt: NOW + LEASE };
  return { at: 'end', result: result.kind };
}

/** Executes a payload at the upstream. The result is the number of its execution. */
function execute(executed: readonly string[], payload: string, { honoursKey }: Setting) {
  if (honoursKey && executed.length > 0) return { executed, result: 1 };
  return { executed: [...executed, payload], result: executed.length + 1 };
}

function recordOutcome({ record }: World, claim: Claim, outcome: Outcome) {
  if (typeof outcome === 'number') return completed(record, claim, String(outcome), NOW);
  return outcome === 'unknown' ? markedUnknown(record, claim, NOW) : released(record, claim, NOW);
}

function resultOf(result: OwnerResult, outcome: Outcome): number | string {
  if (typeof outcome === 'string') return 'failed';
  if (result.kind === 'done') return outcome;
  return result.output === undefined ? 'in progress' : Number(result.output);
}
