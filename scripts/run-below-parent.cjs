/**
 * Runs a command and kills it when the parent of this process ends, even if the parent is killed:
 *
 *     node scripts/run-below-parent.cjs COMMAND ARGUMENT…
 *
 * The parent connects the standard input as a pipe. The system closes the pipe when the parent ends.
 */
const { spawn } = require('node:child_process');

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', () => process.exit(127)).once('exit', (code) => process.exit(code ?? 0));
process.stdin.once('close', () => child.kill('SIGKILL')).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGKILL'));
