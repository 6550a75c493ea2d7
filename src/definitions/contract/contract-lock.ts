import { stripDescriptions } from '../action/strip-descriptions.js';
import { Contract, contractOf } from './contract.js';
import { contractChanges } from './contract-change.js';
import { DescribedAction } from '../action/described-action.js';

/** The contract of one version of an action, as flows have been promised it. */
export interface LockedContract extends Contract {
  readonly action: string;
  readonly version: number;
}

/** Why what is locked and what the code says do not agree. */
export interface LockProblem {
  /** Whether locking the code as it is would break flows, or lose sight of them. */
  readonly isBreaking: boolean;
  readonly message: string;
}

const LOCK = 'npm run definitions -- --lock';

/** The contract that the code offers now. @throws DefinitionError */
export function lockedContract(action: DescribedAction): LockedContract {
  const { input, output } = contractOf(action);
  return {
    action: action.name,
    version: action.version,
    input: stripDescriptions(input),
    output: stripDescriptions(output),
  };
}

/** Where a contract is kept, below `contracts/`. */
export const lockFileOf = ({ action, version }: Pick<LockedContract, 'action' | 'version'>): string =>
  `${action}.v${version}.json`;

/** Holds what the code offers against what has been locked, all versions of it, and says what to do about each difference. */
export function lockProblems(locked: readonly LockedContract[], current: readonly LockedContract[]): LockProblem[] {
  const gone = locked.filter(({ action }) => !current.some((contract) => contract.action === action));
  return [
    ...current.flatMap((contract) => problemsOf(contract, locked)),
    ...gone.map((contract) => ({
      isBreaking: true,
      message:
        `${contract.action}: there is no such action any more. Flows that call it would break: bring it back, or delete ` +
        `contracts/${lockFileOf(contract)} if no flow does`,
    })),
  ];
}

function problemsOf(current: LockedContract, locked: readonly LockedContract[]): LockProblem[] {
  const { action, version } = current;
  const versions = locked.filter((contract) => contract.action === action);
  const same = versions.find((contract) => contract.version === version);
  const newest = Math.max(0, ...versions.map((contract) => contract.version));
  if (newest > version) {
    return [{ isBreaking: true, message: `${action}: version ${newest} is locked, and the code says ${version}` }];
  }
  if (!same) return [{ isBreaking: false, message: `${action}: version ${version} is not locked yet. Run ${LOCK}` }];
  return contractChanges(same, current).map(({ isBreaking, what }) => ({
    isBreaking,
    message: isBreaking
      ? `${action}: ${what}. Flows that were published with version ${version} would break: undo it, or raise the version ` +
        `of @DataAction('${action}') to ${version + 1} and run ${LOCK}`
      : `${action}: ${what}. No flow breaks: run ${LOCK}`,
  }));
}
