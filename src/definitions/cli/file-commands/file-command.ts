import { DefinitionError } from '../../action/definition-error.js';
import { checkFiles } from './check-command.js';
import { convertFiles } from './convert-command.js';
import { diffFiles } from './diff-command.js';
import { FileOptions, readFileOptions } from './file-options.js';
import { FILE_USAGE } from './file-usage.js';
import { CliIo } from './cli-io.js';
import { hostCommand } from './host-command.js';
import { testFiles } from './test-command.js';
import { tryFiles } from './try-command.js';

/**
 * Runs a command on files.
 *
 * @returns exit code: 0, 1 if something was found, 2 if the command could not run
 */
export async function runFileCommand(args: readonly string[], io: CliIo): Promise<number> {
  try {
    if (args.includes('--help') || args.includes('-h')) {
      io.print(FILE_USAGE);
      return 0;
    }
    return await run(readFileOptions(args), io);
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    io.printError(error.message);
    return 2;
  }
}

function run(options: FileOptions, io: CliIo): Promise<number> {
  switch (options.command) {
    case 'check':
    case 'fix':
      return checkFiles(options, io);
    case 'try':
      return tryFiles(options, io);
    case 'test':
      return testFiles(options, io);
    case 'convert':
      return convertFiles(options, io);
    case 'diff':
      return diffFiles(options, io);
    case 'host':
      return hostCommand(options, io);
  }
}
