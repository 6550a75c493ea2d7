import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../action/definition-error.js';
import { Contract } from './contract.js';
import { LOCK_FILE, LockedContract, lockKeyOf } from './contract-lock.js';

/** Folder of the committed contracts. */
export const CONTRACTS_FOLDER = join(__dirname, '..', '..', '..', 'contracts');

/** Key of a contract in the file: `customer-lookup.v1`. */
const KEY = /^(.+)\.v([1-9]\d*)$/;

/** Reads all locked contracts. Returns an empty list if there is no file. @throws DefinitionError for an invalid file */
export function readLocked(folder: string): LockedContract[] {
  const path = join(folder, LOCK_FILE);
  return Object.entries(parse(path)).map(([key, contract]) => {
    const [, action, version] = KEY.exec(key) ?? [];
    if (action === undefined || typeof contract?.input !== 'object' || typeof contract.output !== 'object')
      throw new DefinitionError(`Cannot read ${path}: ${JSON.stringify(key)} is not a contract`);
    return { action, version: Number(version), input: contract.input, output: contract.output };
  });
}

/** Returns the content of the lock file: all contracts by name, with one line for the input and one for the output. */
export function lockText(contracts: readonly LockedContract[]): string {
  const entries = contracts
    .map((contract) => [lockKeyOf(contract), contract] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, { input, output }]) => {
      const members = `    "input": ${JSON.stringify(input)},\n    "output": ${JSON.stringify(output)}`;
      return `  ${JSON.stringify(key)}: {\n${members}\n  }`;
    });
  return `{\n${entries.join(',\n')}\n}\n`;
}

function parse(path: string): Record<string, Contract | null> {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Contract | null>;
  } catch (error) {
    throw new DefinitionError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}
