import { join } from 'node:path';
import { Type } from '@nestjs/common';
import { HostedDefinition, isAuth } from '../../hosted-actions/definition/hosted-definition.js';
import { readFolder } from '../../hosted-actions/folder/read-folder.js';
import { faultText } from '../../hosted-actions/fault/fault.js';
import { Command, readCommand, USAGE } from './command-line.js';
import { LOCK_FILE, LockedContract, lockedContract, lockKeyOf, lockProblems } from '../contract/contract-lock.js';
import { DefinitionError } from '../action/definition-error.js';
import { definitionFiles, writeFiles } from '../export/definition-files.js';
import { describeActions } from '../action/described-action.js';
import { runFileCommand } from './file-commands/file-command.js';
import { isFileCommand } from './file-commands/file-options.js';
import { FILE_USAGE } from './file-commands/file-usage.js';
import { FileWorld } from './file-commands/file-world.js';
import { hostedContract, hostedDefinitionFile } from '../host/hosted-contract.js';
import { lockText, readLocked } from '../contract/contract-files.js';

export interface Surroundings extends FileWorld {
  readonly actions: readonly Type<object>[];
  readonly contractsFolder: string;
}

/** Runs the command. @returns exit code: 0, 1 if something was found, 2 if the command could not run */
export async function runDefinitions(args: readonly string[], surroundings: Surroundings): Promise<number> {
  if (isFileCommand(args)) return runFileCommand(args, surroundings);
  try {
    return await run(readCommand(args), surroundings);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    surroundings.complain(error.message);
    return 2;
  }
}

async function run(command: Command, surroundings: Surroundings): Promise<number> {
  switch (command.kind) {
    case 'generate':
      return generate(command, surroundings);
    case 'lock':
      return lock(surroundings);
    case 'help':
      surroundings.print(`${USAGE}${FILE_USAGE}`);
      return 0;
  }
}

type Generate = Command & { kind: 'generate' };

async function generate({ folder, settings }: Generate, surroundings: Surroundings): Promise<number> {
  const { actions, print } = surroundings;
  const { actions: hosted } = hostedFolder(surroundings);
  const isHosted = (name: string): boolean => hosted.some((one) => one.name === name);
  const secure = settings.secure?.filter((name) => !isHosted(name));
  const files = new Map([
    ...definitionFiles(await describeActions(actions), { ...settings, ...(secure && { secure }) }),
    ...hosted.map((one) => hostedDefinitionFile(one, settings)),
  ]);
  writeFiles(files, folder);
  for (const path of files.keys()) print(`${folder}/${path}`);
  return 0;
}

/** Writes the lock file for the actions in code, and one for hosted actions beside their definitions. */
async function lock(surroundings: Surroundings): Promise<number> {
  const { actions, contractsFolder } = surroundings;
  const hosted = hostedFolder(surroundings);
  const ofCode = lockIn(
    contractsFolder,
    'contracts',
    (await describeActions(actions)).map(lockedContract),
    surroundings,
  );
  if (hosted.folder === '') return ofCode;
  const folder = join(hosted.folder, 'contracts');
  return Math.max(ofCode, lockIn(folder, folder, hosted.actions.map(hostedContract), surroundings));
}

function lockIn(
  folder: string,
  shown: string,
  contracts: readonly LockedContract[],
  { print, complain }: FileWorld,
): number {
  const locked = readLocked(folder);
  const breaking = lockProblems(locked, contracts).filter(({ isBreaking }) => isBreaking);
  for (const { message } of breaking) complain(message);
  if (breaking.length > 0) return 1;
  // Older versions of an action stay locked: flows may still use them.
  const byKey = new Map([...locked, ...contracts].map((contract) => [lockKeyOf(contract), contract]));
  writeFiles(new Map([[LOCK_FILE, lockText([...byKey.values()])]]), folder);
  print(`${shown}/${LOCK_FILE}: ${contracts.map(lockKeyOf).join(', ')}`);
  return 0;
}

/** @throws DefinitionError if a definition in the folder is invalid */
function hostedFolder({ environment = {} }: FileWorld): { folder: string; actions: readonly HostedDefinition[] } {
  const folder = environment['DATA_ACTIONS_DIR']?.trim() ?? '';
  if (folder === '') return { folder, actions: [] };
  const { definitions, faults } = readFolder(folder);
  if (faults.length > 0) throw new DefinitionError(faults.map(faultText).join('\n'));
  return { folder, actions: definitions.filter((one) => !isAuth(one)) };
}
