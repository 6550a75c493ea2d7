import {
  claimed,
  completed,
  doubted,
  IdempotencyRecord,
  released,
} from '../src/idempotency/store/idempotency-record.js';
import { Claim, OwnerResult } from '../src/idempotency/store/idempotency-store.js';

/** Where a caller stands. What it knows and nobody else does is in its state. */
export type Caller =
  /** Has not asked, or was told that somebody else is executing. */
  | { readonly at: 'asking' }
  /** Was granted the key and has sent nothing. */
  | { readonly at: 'owner'; readonly leaseEndsAt: number }
  /** Has sent the write, and knows what came of it: an answer, nothing done, or no word. */
  | { readonly at: 'sent'; readonly leaseEndsAt: number; readonly came: number | 'nothing done' | 'no word' }
  /** Has answered already, and the store is yet to be told; `undefined`: that its claim is withdrawn. */
  | { readonly at: 'telling'; readonly came: number | 'nothing done' | 'no word' }
  /** Is through: with an answer, or with the code of a failure. */
  | { readonly at: 'end'; readonly told: number | string }
  | { readonly at: 'dead' };

/** Everything there is: the store, what the upstream has done, and the callers. It is always now: what is to end comes nearer. */
export interface World {
  readonly record: IdempotencyRecord | undefined;
  /** Payloads that the upstream has executed, in order; each has an answer of its own. */
  readonly executed: readonly string[];
  readonly callers: readonly Caller[];
}

export interface Setting {
  /** Whether the upstream executes a key once, and repeats its answer. */
  readonly honoursKey: boolean;
  readonly payloads: readonly string[];
}

const NOW = 0;
export const LEASE = 2;

export const START: World = {
  record: undefined,
  executed: [],
  callers: [{ at: 'asking' }, { at: 'asking' }, { at: 'asking' }],
};

/** Every world that one step leads to: whoever may act acts, replies get lost, a process dies, or time passes. */
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
    case 'asking': {
      const { result, record } = claimed(world.record, claim, NOW);
      const isLost = become({ at: 'telling', came: 'nothing done' }, { record });
      return [dies, isLost, become(afterClaim(result), { record })];
    }
    case 'owner': {
      const { leaseEndsAt } = caller;
      const came = (what: number | 'nothing done' | 'no word', executed = world.executed): World =>
        become({ at: 'sent', leaseEndsAt, came: what }, { executed });
      const { executed, answer } = execute(world.executed, claim.fingerprint, setting);
      const gaveUp = came('nothing done');
      return [dies, gaveUp, came('no word'), came('no word', executed), came(answer, executed)];
    }
    case 'sent': {
      const { came } = caller;
      const unheard = become({ at: 'telling', came });
      const { result, record } = tell(world, claim, came);
      return [dies, unheard, become({ at: 'end', told: whatIsTold(result, came) }, { record })];
    }
    case 'telling': {
      const { came } = caller;
      const told = typeof came === 'number' ? came : 'failed';
      return [dies, become({ at: 'end', told }, { record: tell(world, claim, came).record })];
    }
    default:
      return [];
  }
}

function afterClaim(result: ReturnType<typeof claimed>['result']): Caller {
  if (result.kind === 'busy') return { at: 'asking' };
  if (result.kind === 'replay') return { at: 'end', told: Number(result.answer) };
  if (result.kind === 'new' || result.kind === 'takeover') return { at: 'owner', leaseEndsAt: NOW + LEASE };
  return { at: 'end', told: result.kind };
}

/** The upstream at work; an answer is the number of the execution that it belongs to. */
function execute(executed: readonly string[], payload: string, { honoursKey }: Setting) {
  if (honoursKey && executed.length > 0) return { executed, answer: 1 };
  return { executed: [...executed, payload], answer: executed.length + 1 };
}

function tell({ record }: World, claim: Claim, came: number | string) {
  if (typeof came === 'number') return completed(record, claim, String(came), NOW);
  return came === 'no word' ? doubted(record, claim, NOW) : released(record, claim, NOW);
}

function whatIsTold(result: OwnerResult, came: number | string): number | string {
  if (typeof came === 'string') return 'failed';
  if (result.kind === 'done') return came;
  return result.answer === undefined ? 'in progress' : Number(result.answer);
}
