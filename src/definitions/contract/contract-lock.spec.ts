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
  it('is empty if code and lock agree', () => {
    expect(lockProblems([OPEN], [OPEN])).toEqual([]);
  });

  it('reports a breaking change and how to solve it', () => {
    expect(lockProblems([OPEN], [contract(1, { until: text })])).toEqual([
      {
        isBreaking: true,
        message:
          'opening-hours: the output open is missing, which breaks flows published with version 1. Revert it, or increase ' +
          "the version of @DataAction('opening-hours') to 2 and run npm run definitions -- --lock. If no flow uses it yet, " +
          'delete opening-hours.v1 from contracts/lock.json and run npm run definitions -- --lock',
      },
      {
        isBreaking: false,
        message: 'opening-hours: the output until is new. This is compatible: run npm run definitions -- --lock',
      },
    ]);
  });

  it('allows any change in a new version, and reports that the version must be locked', () => {
    const raised = contract(2, { until: text });

    expect(lockProblems([OPEN], [raised])).toEqual([
      { isBreaking: false, message: 'opening-hours: version 2 is not locked yet. Run npm run definitions -- --lock' },
    ]);
    expect(lockProblems([OPEN, raised], [raised])).toEqual([]);
  });

  it('compares a new version with its own lock', () => {
    const changed = lockProblems([OPEN, contract(2, { until: text })], [contract(2, { open: text })]);

    expect(changed.map(({ isBreaking }) => isBreaking)).toEqual([false, true]);
    expect(changed[1]?.message).toMatch(/the output until is missing,.* version 2\. .* to 3 /);
  });

  it('rejects a lower version', () => {
    expect(lockProblems([OPEN, contract(2, {})], [OPEN])).toEqual([
      { isBreaking: true, message: 'opening-hours: version 2 is locked, but the code has 1' },
    ]);
  });

  it('rejects a missing action', () => {
    expect(lockProblems([OPEN], [])).toEqual([
      {
        isBreaking: true,
        message:
          'opening-hours: the action is missing, which breaks flows that call it. Restore it, or delete ' +
          'opening-hours.v1 from contracts/lock.json if no flow uses it',
      },
    ]);
  });

  it('reports that a new action must be locked', () => {
    expect(lockProblems([], [OPEN])).toEqual([
      { isBreaking: false, message: 'opening-hours: version 1 is not locked yet. Run npm run definitions -- --lock' },
    ]);
  });
});
