import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { LockedContract, lockProblems } from './contract-lock.js';

const contract = (version: number, properties: NonNullable<JsonSchema['properties']>): LockedContract => ({
  action: 'opening-hours',
  version,
  input: { type: 'object', properties: {} },
  output: { type: 'object', properties },
});

const text: JsonSchema = { type: 'string' };
const OPEN = contract(1, { open: text });

describe('lockProblems', () => {
  it('has none where the code offers what is locked', () => {
    expect(lockProblems([OPEN], [OPEN])).toEqual([]);
  });

  it('says what a breaking change breaks, and what to do', () => {
    expect(lockProblems([OPEN], [contract(1, { until: text })])).toEqual([
      {
        isBreaking: true,
        message:
          'opening-hours: the output open is gone. Flows that were published with version 1 would break: undo it, or raise ' +
          "the version of @DataAction('opening-hours') to 2 and run npm run definitions -- --lock",
      },
      {
        isBreaking: false,
        message: 'opening-hours: the output until is new. No flow breaks: run npm run definitions -- --lock',
      },
    ]);
  });

  it('lets a raised version differ in any way, and asks to lock it', () => {
    const raised = contract(2, { until: text });

    expect(lockProblems([OPEN], [raised])).toEqual([
      { isBreaking: false, message: 'opening-hours: version 2 is not locked yet. Run npm run definitions -- --lock' },
    ]);
    expect(lockProblems([OPEN, raised], [raised])).toEqual([]);
  });

  it('compares a raised version with its own lock, not with an older one', () => {
    const changed = lockProblems([OPEN, contract(2, { until: text })], [contract(2, { open: text })]);

    expect(changed.map(({ isBreaking }) => isBreaking)).toEqual([false, true]);
    expect(changed[1]?.message).toMatch(/the output until is gone.* version 2 .* to 3 /);
  });

  it('does not let a version be taken back', () => {
    expect(lockProblems([OPEN, contract(2, {})], [OPEN])).toEqual([
      { isBreaking: true, message: 'opening-hours: version 2 is locked, and the code says 1' },
    ]);
  });

  it('does not lose an action', () => {
    expect(lockProblems([OPEN], [])).toEqual([
      {
        isBreaking: true,
        message:
          'opening-hours: there is no such action any more. Flows that call it would break: bring it back, or delete ' +
          'contracts/opening-hours.v1.json if no flow does',
      },
    ]);
  });

  it('asks to lock a new action', () => {
    expect(lockProblems([], [OPEN])).toEqual([
      { isBreaking: false, message: 'opening-hours: version 1 is not locked yet. Run npm run definitions -- --lock' },
    ]);
  });
});
