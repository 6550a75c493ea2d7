import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockedContract, lockFileOf } from './contract-lock.js';
import { DefinitionError } from '../action/definition-error.js';

/** Where the contracts are committed. */
export const CONTRACTS_FOLDER = join(__dirname, '..', '..', '..', 'contracts');

/** Every contract that has been locked. @throws DefinitionError naming a file that holds none */
export function readLocked(folder: string): LockedContract[] {
  return namesIn(folder).map((name) => {
    const contract = parse(join(folder, name));
    if (lockFileOf(contract) !== name) throw new DefinitionError(`contracts/${name} holds ${lockFileOf(contract)}`);
    return contract;
  });
}

/** The text that a contract is locked as. */
export const lockText = (contract: LockedContract): string => `${JSON.stringify(contract, null, 2)}\n`;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new DefinitionError(`Cannot read ${folder}: ${(error as Error).message}`);
  }
}

function parse(path: string): LockedContract {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockedContract;
  } catch (error) {
    throw new DefinitionError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}
