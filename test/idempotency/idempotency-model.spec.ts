import { claimed } from '../../src/idempotency/store/idempotency-record.js';
import { claimIn, LEASE, next, Setting, START, World } from './idempotency-world.js';

const ONE = ['p', 'p', 'p'];
const TWO = ['p', 'p', 'q'];

/** The settings, each with all results that a caller can get. */
const SETTINGS = [
  ['does not honour keys', 'one payload', { honoursKey: false, payloads: ONE }, ['1', 'failed', 'unknown']],
  [
    'does not honour keys',
    'two payloads',
    { honoursKey: false, payloads: TWO },
    ['1', 'failed', 'mismatch', 'unknown'],
  ],
  ['honours keys', 'one payload', { honoursKey: true, payloads: ONE }, ['1', 'failed', 'in progress']],
  ['honours keys', 'two payloads', { honoursKey: true, payloads: TWO }, ['1', 'failed', 'in progress', 'mismatch']],
] as const;

/** Visits every reachable state, and calls `onStep` for each step. Returns the number of states. */
function explore(setting: Setting, onStep: (from: World, to: World) => void): number {
  const seen = new Set([JSON.stringify(START)]);
  const frontier = [START];
  for (let from = frontier.pop(); from; from = frontier.pop()) {
    for (const to of next(from, setting)) {
      onStep(from, to);
      const id = JSON.stringify(to);
      if (seen.has(id)) continue;
      seen.add(id);
      frontier.push(to);
    }
  }
  return seen.size;
}

/** Forbidden conditions. Each function returns whether a step violates it. */
const INVARIANTS: Readonly<Record<string, (from: World, to: World, setting: Setting) => boolean>> = {
  'two live owners': (_, { callers }) =>
    callers.filter((caller) => 'leaseEndsAt' in caller && caller.leaseEndsAt > 0).length > 1,

  'executed twice': (_, { executed }) => executed.length > 1,

  'a later claim would execute the write again': (_, { record, executed }, setting) =>
    executed.length > 0 && claimLater(record, setting) === 'new',

  'a key that stays undecided': (_, { record }, setting) => claimLater(record, setting) === 'busy',

  'a result was overwritten or lost': ({ record: before }, { record }) =>
    before?.state === 'done' && differs(before, record),

  'a result was returned but not stored': (from, { record, callers }) =>
    callers.some((caller, index) => {
      const before = from.callers[index];
      if (caller.at !== 'end' || before?.at !== 'sent' || caller.result !== before.outcome) return false;
      return (
        typeof before.outcome === 'number' && !(record?.state === 'done' && record.output === String(caller.result))
      );
    }),

  'two results': (_, { record, callers }) =>
    record?.state === 'done' &&
    callers.some(
      (caller) => caller.at === 'end' && typeof caller.result === 'number' && String(caller.result) !== record.output,
    ),

  "another payload's result": (_, { executed, callers }, { payloads }) =>
    callers.some((caller, index) => {
      const result = caller.at === 'end' ? caller.result : caller.at === 'recording' ? caller.outcome : undefined;
      return typeof result === 'number' && executed[result - 1] !== payloads[index];
    }),

  'the old owner changed the record after a takeover': (from, { record, callers }) =>
    callers.some(({ at }, index) => {
      const before = from.callers[index]?.at;
      const records = (before === 'sent' || before === 'recording') && at !== before && at !== 'dead';
      const isLate = from.record !== undefined && from.record.owner !== `caller ${index}`;
      return records && isLate && differs(from.record, record);
    }),
};

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

/** Returns the result of another caller's claim after every lease has ended. */
const claimLater = (record: World['record'], setting: Setting): string =>
  claimed(record, { ...claimIn(setting, 0), owner: 'another caller' }, LEASE).result.kind;

describe('the life cycle of a record, with three callers that can die, hang or miss a reply at any step', () => {
  it.each(SETTINGS)('violates no invariant if the upstream %s, with %s', (_, __, setting, outcomes) => {
    const violated = new Map<string, string>();
    const results = new Set<string>();
    const worlds = explore(setting, (from, to) => {
      for (const [name, isViolated] of Object.entries(INVARIANTS))
        if (!violated.has(name) && isViolated(from, to, setting))
          violated.set(name, `${JSON.stringify(from)} → ${JSON.stringify(to)}`);
      for (const caller of to.callers) if (caller.at === 'end') results.add(String(caller.result));
    });

    expect(Object.fromEntries(violated)).toEqual({});
    expect(worlds).toBeGreaterThan(2_500);
    expect([...results].sort()).toEqual(outcomes);
  });
});
