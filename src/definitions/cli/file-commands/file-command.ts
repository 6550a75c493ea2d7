import { DefinitionError } from '../../action/definition-error.js';
import { checkFiles } from './check-command.js';
import { convertFiles } from './convert-command.js';
import { diffFiles } from './diff-command.js';
import { FileOptions, readFileOptions } from './file-options.js';
import { FILE_USAGE } from './file-usage.js';
import { FileWorld } from './file-world.js';
import { hostCommand } from './host-command.js';
import { testFiles } from './test-command.js';
import { tryFiles } from './try-command.js';

/**
 * Runs a command on files.
 *
 * @returns exit code: 0, 1 if something was found, 2 if the command could not run
 */
export async function runFileCommand(args: readonly string[], world: FileWorld): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) {
      world.print(FILE_USAGE);
      return 0;
    }
    return await run(readFileOptions(args), world);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    world.complain(error.message);
    return 2;
  }
}

function run(options: FileOptions, world: FileWorld): Promise<number> {
  switch (options.command) {
    case 'check':
    case 'fix':
      return checkFiles(options, world);
    case 'try':
      return tryFiles(options, world);
    case 'test':
      return testFiles(options, world);
    case 'convert':
      return convertFiles(options, world);
    case 'diff':
      return diffFiles(options, world);
    case 'host':
      return hostCommand(options, world);
  }
}
