import { Type } from '@nestjs/common';
import { Command, readCommand, USAGE } from './command-line.js';
import { lockedContract, lockFileOf, lockProblems } from '../contract/contract-lock.js';
import { DefinitionError } from '../action/definition-error.js';
import { definitionFiles, writeFiles } from '../export/definition-files.js';
import { describeActions } from '../action/described-action.js';
import { runFileCommand } from './file-command.js';
import { isFileCommand } from './file-options.js';
import { FILE_USAGE } from './file-usage.js';
import { FileWorld } from './file-world.js';
import { lockText, readLocked } from '../contract/contract-files.js';

/** Input and output of the command. */
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

async function generate({ folder, settings }: Generate, { actions, print }: Surroundings): Promise<number> {
  const files = definitionFiles(await describeActions(actions), settings);
  writeFiles(files, folder);
  for (const path of files.keys()) print(`${folder}/${path}`);
  return 0;
}

async function lock({ actions, contractsFolder, print, complain }: Surroundings): Promise<number> {
  const contracts = (await describeActions(actions)).map(lockedContract);
  const breaking = lockProblems(readLocked(contractsFolder), contracts).filter(({ isBreaking }) => isBreaking);
  for (const { message } of breaking) complain(message);
  if (breaking.length > 0) return 1;
  const files = new Map(contracts.map((contract) => [lockFileOf(contract), lockText(contract)]));
  writeFiles(files, contractsFolder);
  for (const name of files.keys()) print(`contracts/${name}`);
  return 0;
}
