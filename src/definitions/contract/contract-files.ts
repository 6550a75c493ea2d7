import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockedContract, lockFileOf } from './contract-lock.js';
import { DefinitionError } from '../action/definition-error.js';

/** Folder of the committed contracts. */
export const CONTRACTS_FOLDER = join(__dirname, '..', '..', '..', 'contracts');

/** Reads all locked contracts. @throws DefinitionError naming an invalid file */
export function readLocked(folder: string): LockedContract[] {
  return namesIn(folder).map((name) => {
    const contract = parse(join(folder, name));
    if (lockFileOf(contract) !== name) throw new DefinitionError(`contracts/${name} holds ${lockFileOf(contract)}`);
    return contract;
  });
}

/** Returns the content of a lock file. */
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
