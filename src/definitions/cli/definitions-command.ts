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
import { CliIo } from './file-commands/cli-io.js';
import { hostedContract, hostedDefinitionFile } from '../host/hosted-contract.js';
import { lockText, readLocked } from '../contract/contract-files.js';

/** Input, output and actions of the command. */
export interface DefinitionsContext extends CliIo {
  readonly actions: readonly Type<object>[];
  readonly contractsFolder: string;
}

/** Runs the command. @returns exit code: 0, 1 if something was found, 2 if the command could not run */
export async function runDefinitions(args: readonly string[], context: DefinitionsContext): Promise<number> {
  if (isFileCommand(args)) return runFileCommand(args, context);
  try {
    return await run(readCommand(args), context);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    context.printError(error.message);
    return 2;
  }
}

async function run(command: Command, context: DefinitionsContext): Promise<number> {
  switch (command.kind) {
    case 'generate':
      return generate(command, context);
    case 'lock':
      return lock(context);
    case 'help':
      context.print(`${USAGE}${FILE_USAGE}`);
      return 0;
  }
}

type Generate = Command & { kind: 'generate' };

async function generate({ folder, settings }: Generate, context: DefinitionsContext): Promise<number> {
  const { actions, print } = context;
  const { actions: hosted } = hostedFolder(context);
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
async function lock(context: DefinitionsContext): Promise<number> {
  const { actions, contractsFolder } = context;
  const hosted = hostedFolder(context);
  const ofCode = lockIn(contractsFolder, 'contracts', (await describeActions(actions)).map(lockedContract), context);
  if (hosted.folder === '') return ofCode;
  const folder = join(hosted.folder, 'contracts');
  return Math.max(ofCode, lockIn(folder, folder, hosted.actions.map(hostedContract), context));
}

function lockIn(
  folder: string,
  shown: string,
  contracts: readonly LockedContract[],
  { print, printError }: CliIo,
): number {
  const locked = readLocked(folder);
  const breaking = lockProblems(locked, contracts).filter(({ isBreaking }) => isBreaking);
  for (const { message } of breaking) printError(message);
  if (breaking.length > 0) return 1;
  // Older versions of an action stay locked: flows may still use them.
  const byKey = new Map([...locked, ...contracts].map((contract) => [lockKeyOf(contract), contract]));
  writeFiles(new Map([[LOCK_FILE, lockText([...byKey.values()])]]), folder);
  print(`${shown}/${LOCK_FILE}: ${contracts.map(lockKeyOf).join(', ')}`);
  return 0;
}

/** @throws DefinitionError if a definition in the folder is invalid */
function hostedFolder({ environment = {} }: CliIo): { folder: string; actions: readonly HostedDefinition[] } {
  const folder = environment['DATA_ACTIONS_DIR']?.trim() ?? '';
  if (folder === '') return { folder, actions: [] };
  const { definitions, faults } = readFolder(folder);
  if (faults.length > 0) throw new DefinitionError(faults.map(faultText).join('\n'));
  return { folder, actions: definitions.filter((one) => !isAuth(one)) };
}
