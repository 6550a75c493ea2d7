import { processEnvironment } from './config/variables/environment.js';
import { runFileCommand } from './definitions/cli/file-commands/file-command.js';

/** The part of `npm run definitions` that only works on files. It does not load the service. */
void runFileCommand(process.argv.slice(2), {
  stdin: process.stdin,
  print: (line) => process.stdout.write(`${line}\n`),
  environment: processEnvironment(),
  printError: (line) => process.stderr.write(`${line}\n`),
}).then((code) => (process.exitCode = code));
