import { claimed } from '../src/idempotency/store/idempotency-record.js';
import { claimIn, LEASE, next, Setting, START, World } from './idempotency-world.js';

const ONE = ['p', 'p', 'p'];
const TWO = ['p', 'p', 'q'];

/** With what the callers are told in the end, in one world or another. */
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

/** Walks through every world that can be reached, and shows each step once. @returns how many worlds there are */
function explore(setting: Setting, show: (from: World, to: World) => void): number {
  const seen = new Set([JSON.stringify(START)]);
  const frontier = [START];
  for (let from = frontier.pop(); from; from = frontier.pop()) {
    for (const to of next(from, setting)) {
      show(from, to);
      const id = JSON.stringify(to);
      if (seen.has(id)) continue;
      seen.add(id);
      frontier.push(to);
    }
  }
  return seen.size;
}

/** What must never be, each with whether it is so after a step. */
const INVARIANTS: Readonly<Record<string, (from: World, to: World, setting: Setting) => boolean>> = {
  'two live owners': (_, { callers }) =>
    callers.filter((caller) => 'leaseEndsAt' in caller && caller.leaseEndsAt > 0).length > 1,

  'executed twice': (_, { executed }) => executed.length > 1,

  'would execute again unawares': (_, { record, executed }, setting) =>
    executed.length > 0 && claimLater(record, setting) === 'new',

  'a key that stays undecided': (_, { record }, setting) => claimLater(record, setting) === 'busy',

  'an answer was overwritten or lost': ({ record: before }, { record }) =>
    before?.state === 'done' && differs(before, record),

  'an answer was told and not kept': (from, { record, callers }) =>
    callers.some((caller, index) => {
      const before = from.callers[index];
      if (caller.at !== 'end' || before?.at !== 'sent' || caller.told !== before.came) return false;
      return typeof before.came === 'number' && !(record?.state === 'done' && record.answer === String(caller.told));
    }),

  'two answers': (_, { record, callers }) =>
    record?.state === 'done' &&
    callers.some(
      (caller) => caller.at === 'end' && typeof caller.told === 'number' && String(caller.told) !== record.answer,
    ),

  "another payload's answer": (_, { executed, callers }, { payloads }) =>
    callers.some((caller, index) => {
      const answer = caller.at === 'end' ? caller.told : caller.at === 'telling' ? caller.came : undefined;
      return typeof answer === 'number' && executed[answer - 1] !== payloads[index];
    }),

  'a late owner changed the record': (from, { record, callers }) =>
    callers.some(({ at }, index) => {
      const before = from.callers[index]?.at;
      const tells = (before === 'sent' || before === 'telling') && at !== before && at !== 'dead';
      const isLate = from.record !== undefined && from.record.owner !== `caller ${index}`;
      return tells && isLate && differs(from.record, record);
    }),
};

const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

/** What somebody else would be told when every lease is over. */
const claimLater = (record: World['record'], setting: Setting): string =>
  claimed(record, { ...claimIn(setting, 0), owner: 'somebody else' }, LEASE).result.kind;

describe('The life cycle of a record, with three callers of whom any may die, hang or hear nothing at any step', () => {
  it.each(SETTINGS)('is right in every state where the upstream %s, with %s', (_, __, setting, outcomes) => {
    const violated = new Map<string, string>();
    const told = new Set<string>();
    const worlds = explore(setting, (from, to) => {
      for (const [name, isViolated] of Object.entries(INVARIANTS))
        if (!violated.has(name) && isViolated(from, to, setting))
          violated.set(name, `${JSON.stringify(from)} → ${JSON.stringify(to)}`);
      for (const caller of to.callers) if (caller.at === 'end') told.add(String(caller.told));
    });

    expect(Object.fromEntries(violated)).toEqual({});
    expect(worlds).toBeGreaterThan(2_500);
    expect([...told].sort()).toEqual(outcomes);
  });
});
