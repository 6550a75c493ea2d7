import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { until } from '../support/until.js';

const ROOT = join(__dirname, '..', '..');
const START_LIMIT_MS = 120_000;

const NPM = ['npm', 'run', 'sandbox'];
/** The command that npm runs. */
const NODE = [process.execPath, 'scripts/sandbox.mjs', 'main'];

/** The sandbox as a user starts it. */
class SandboxCommand {
  output = '';
  private readonly process: ChildProcess;

  constructor([command = '', ...args]: readonly string[], port: number) {
    const { NODE_OPTIONS: _, ...environment } = process.env;
    // A killed process leaves its temporary files behind.
    const env = { ...environment, PORT: String(port), TMPDIR: temporaryFolder('sandbox') };
    this.process = killAfterSuite(spawn(command, args, { cwd: ROOT, env, detached: true }));
    for (const output of [this.process.stdout, this.process.stderr])
      output?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Waits for the last line of the start. */
  async ready(): Promise<void> {
    await until(() => this.output.includes('Ready.') || this.process.exitCode !== null, START_LIMIT_MS);
    expect(this.output).toContain('Ready.');
  }

  /** The ports in the output: the service's and the control page's. */
  get ports(): number[] {
    return [...new Set(this.output.match(/(?<=http:\/\/127\.0\.0\.1:)\d+/g))].map(Number);
  }

  /** Whether a process of the command is still running. */
  get isRunning(): boolean {
    try {
      return process.kill(-(this.process.pid ?? 0), 0);
    } catch {
      return false;
    }
  }

  /** @param toAll whether to signal all processes of the command, as a terminal does */
  async stop(signal: NodeJS.Signals, toAll = false): Promise<void> {
    const { pid = 0, exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) return;
    const ended = once(this.process, 'exit');
    process.kill(toAll ? -pid : pid, signal);
    await ended;
  }
}

const isFree = async (port: number): Promise<boolean> => (await freePort(port)) === port;

describe('npm run sandbox', () => {
  let sandbox: SandboxCommand;
  const start = async (command: readonly string[]): Promise<void> => {
    sandbox = new SandboxCommand(command, await freePort());
    await sandbox.ready();
  };

  afterEach(() => sandbox.stop('SIGTERM'));

  /** Stops the sandbox, and waits until its ports are free and its processes have ended. */
  const expectEnd = async (signal: NodeJS.Signals, toAll = false): Promise<void> => {
    const { ports } = sandbox;
    expect(ports).toHaveLength(2);
    expect(await Promise.all(ports.map(isFree))).toEqual([false, false]);

    await sandbox.stop(signal, toAll);

    for (const port of ports) await until(() => isFree(port), 20_000);
    await until(() => !sandbox.isRunning);
  };

  it.each([
    ['npm gets SIGTERM', 'SIGTERM', false],
    ['npm is killed', 'SIGKILL', false],
    ['Ctrl+C is pressed', 'SIGINT', true],
  ] as const)(
    'ends with all its processes when %s',
    async (_, signal, toAll) => {
      await start(NPM);

      await expectEnd(signal, toAll);
    },
    START_LIMIT_MS,
  );

  it(
    'prints one token, and a command for each action that uses it, and ends with all its processes when it is killed',
    async () => {
      await start(NODE);
      const [, token = ''] = /^export TOKEN=(\S+)$/m.exec(sandbox.output) ?? [];
      const commands = [...sandbox.output.matchAll(/^curl -sS (\S+) .*\$TOKEN.* -d '(.*)'$/gm)];

      expect(sandbox.output.split(token)).toHaveLength(2);
      expect(commands.length).toBeGreaterThanOrEqual(5);
      for (const [, url = '', body = ''] of commands) {
        const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
        const response = await fetch(url, { method: 'POST', headers, body: body.replaceAll(`'\\''`, "'") });

        // 424: the simulators lack the route that a new action calls.
        expect([url, response.status === 200 || response.status === 424]).toEqual([url, true]);
      }
      await expectEnd('SIGKILL');
    },
    START_LIMIT_MS,
  );
});
