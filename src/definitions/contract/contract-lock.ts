import { stripDescriptions } from '../action/strip-descriptions.js';
import { Contract, contractOf } from './contract.js';
import { contractChanges } from './contract-change.js';
import { DescribedAction } from '../action/described-action.js';

/** Locked contract of one version of an action, on which published flows depend. */
export interface LockedContract extends Contract {
  readonly action: string;
  readonly version: number;
}

export interface LockProblem {
  /** True if updating the lock would break flows. */
  readonly isBreaking: boolean;
  readonly message: string;
}

const LOCK = 'npm run definitions -- --lock';

/** Returns the contract of the code. @throws DefinitionError */
export function lockedContract(action: DescribedAction): LockedContract {
  const { input, output } = contractOf(action);
  return {
    action: action.name,
    version: action.version,
    input: stripDescriptions(input),
    output: stripDescriptions(output),
  };
}

/** Name of the file with all contracts, in `contracts/`. */
export const LOCK_FILE = 'lock.json';

/** Key of a contract in the lock file. */
export const lockKeyOf = ({ action, version }: Pick<LockedContract, 'action' | 'version'>): string =>
  `${action}.v${version}`;

/** Compares the contracts of the code with all locked versions. Each message explains how to resolve the difference. */
export function lockProblems(locked: readonly LockedContract[], current: readonly LockedContract[]): LockProblem[] {
  const gone = locked.filter(({ action }) => !current.some((contract) => contract.action === action));
  return [
    ...current.flatMap((contract) => problemsOf(contract, locked)),
    ...gone.map((contract) => ({
      isBreaking: true,
      message:
        `${contract.action}: the action is missing, which breaks flows that call it. Restore it, or delete ` +
        `${lockKeyOf(contract)} from contracts/${LOCK_FILE} if no flow uses it`,
    })),
  ];
}

function problemsOf(current: LockedContract, locked: readonly LockedContract[]): LockProblem[] {
  const { action, version } = current;
  const versions = locked.filter((contract) => contract.action === action);
  const same = versions.find((contract) => contract.version === version);
  const newest = Math.max(0, ...versions.map((contract) => contract.version));
  if (newest > version) {
    return [{ isBreaking: true, message: `${action}: version ${newest} is locked, but the code has ${version}` }];
  }
  if (!same) return [{ isBreaking: false, message: `${action}: version ${version} is not locked yet. Run ${LOCK}` }];
  return contractChanges(same, current).map(({ isBreaking, what }) => ({
    isBreaking,
    message: isBreaking
      ? `${action}: ${what}, which breaks flows published with version ${version}. Revert it, or increase the version ` +
        `of @DataAction('${action}') to ${version + 1} and run ${LOCK}. If no flow uses it yet, delete ` +
        `${lockKeyOf(current)} from contracts/${LOCK_FILE} and run ${LOCK}`
      : `${action}: ${what}. This is compatible: run ${LOCK}`,
  }));
}
