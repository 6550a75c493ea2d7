import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { hashSecretResult } from './auth/clients/hash-secret-result.js';

const USAGE =
  'Usage: npm run hash-secret, and type the secret; or send it to the standard input. It takes no arguments.\n';

/** Turns a client's secret into the hash that the configuration holds; the secret never stands in a command line. */
async function main(): Promise<number> {
  const { argv, stdin, stdout, stderr } = process;
  if (argv.length > 2) {
    stderr.write(USAGE);
    return 2;
  }
  const { hash, remark, isRefused } = await hashSecretResult(stdin.isTTY ? await ask() : await text(stdin));
  stderr.write(`${remark}\n`);
  if (hash !== undefined) stdout.write(`${hash}\n`);
  return isRefused ? 1 : 0;
}

/** Asks without showing what is typed. */
async function ask(): Promise<string> {
  const { stdin: input, stderr } = process;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input, output: nowhere, terminal: true });
  terminal.on('SIGINT', () => process.exit(130));
  stderr.write('Secret (nothing: a new one is made): ');
  const answer = await terminal.question('');
  terminal.close();
  stderr.write('\n');
  return answer;
}

void main().then((code) => {
  process.exitCode = code;
});
