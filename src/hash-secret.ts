import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { hashSecretResult } from './auth/clients/hash-secret-result.js';

const USAGE =
  'Usage: npm run hash-secret, then type the secret, or pipe it to standard input. The command has no arguments.\n';

/**
 * Prints the hash of a client secret for the configuration. The secret is never an argument, because other users can list
 * the arguments of a process.
 */
async function main(): Promise<number> {
  const { argv, stdin, stdout, stderr } = process;
  if (argv.length > 2) {
    stderr.write(USAGE);
    return 2;
  }
  const { hash, remark, isRefused } = await hashSecretResult(stdin.isTTY ? await prompt() : await text(stdin));
  stderr.write(`${remark}\n`);
  if (hash !== undefined) stdout.write(`${hash}\n`);
  return isRefused ? 1 : 0;
}

/** Reads a line from the terminal without echo. */
async function prompt(): Promise<string> {
  const { stdin: input, stderr } = process;
  const noOutput = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: noOutput, terminal: true });
  terminal.on('SIGINT', () => process.exit(130));
  stderr.write('Secret (press Enter to generate one): ');
  const line = await terminal.question('');
  terminal.close();
  stderr.write('\n');
  return line;
}

void main().then((code) => {
  process.exitCode = code;
});
