import { ACTIONS } from './actions/actions.module.js';
import { processEnvironment } from './config/variables/environment.js';
import { runDefinitions } from './definitions/cli/definitions-command.js';
import { CONTRACTS_FOLDER } from './definitions/contract/contract-files.js';

/** `npm run definitions`: generates the files that Genesys Cloud imports. */
void runDefinitions(process.argv.slice(2), {
  actions: ACTIONS,
  contractsFolder: CONTRACTS_FOLDER,
  environment: processEnvironment(),
  stdin: process.stdin,
  print: (line) => process.stdout.write(`${line}\n`),
  printError: (line) => process.stderr.write(`${line}\n`),
}).then((code) => (process.exitCode = code));
