import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../sandbox/process/free-port.js';
import { Usage } from './probe.js';

const START_LIMIT_MS = 20_000;

/** Whether servers and load can be pinned to separate cores. */
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The core of the servers. The load generator and the simulated upstreams use the other cores. */
const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Moves this process, which generates the load, off the core of the servers. */
export function leaveServerCore(): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)]);
}

export class Subject {
  private constructor(
    readonly name: string,
    readonly url: string,
    /** Time from the start to the first successful response. */
    readonly startMs: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param command options for Node, if any, and the compiled file
   * @param readyPath a path that responds with 200 when the server is ready
   */
  static async start(
    name: string,
    command: readonly string[],
    environment: Readonly<Record<string, string>>,
    readyPath: string,
  ): Promise<Subject> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const node = [process.execPath, '--expose-gc', '--require', join(__dirname, 'probe.js'), ...command];
    const [program = '', ...args] = canPin ? ['taskset', '-c', SERVER_CORE, ...node] : node;
    const startedAtMs = performance.now();
    const child = spawn(program, args, {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    while (!(await isReady(url + readyPath))) {
      if (child.exitCode !== null || performance.now() - startedAtMs > START_LIMIT_MS)
        throw new Error(`${name} does not start`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return new Subject(name, url, performance.now() - startedAtMs, child);
  }

  /** Returns the resources used since the start. */
  usage(): Promise<Usage> {
    return this.request('usage');
  }

  /** Returns the resources in use after a garbage collection. */
  usageWithoutGarbage(): Promise<Usage> {
    return this.request('collect');
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async request(command: string): Promise<Usage> {
    const reply = once(this.child, 'message');
    this.child.send(command);
    const [usage] = (await reply) as [Usage];
    return usage;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
