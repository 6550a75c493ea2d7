import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../sandbox/free-port.js';
import { Usage } from './probe.js';

const START_LIMIT_MS = 20_000;

/** Whether servers and load can be kept on cores of their own. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The core of the servers; the load, and what stands in for the upstreams, has the other one. */
const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Keeps this process, which makes the load, off the core of the servers. */
export function leaveServerCore(): void {
  if (canPin) spawnSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)]);
}

/** A server to be measured, in a process of its own. */
export class Subject {
  private constructor(
    readonly name: string,
    readonly url: string,
    /** From its start to its first good answer. */
    readonly startMs: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * @param command the compiled file that it runs, behind options for Node if it has any
   * @param readyPath answers 200 once it serves
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
    while (!(await answers(url + readyPath))) {
      if (child.exitCode !== null || performance.now() - startedAtMs > START_LIMIT_MS)
        throw new Error(`${name} does not start`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return new Subject(name, url, performance.now() - startedAtMs, child);
  }

  /** What it has used since its start. */
  usage(): Promise<Usage> {
    return this.ask('usage');
  }

  /** What it uses once all that is garbage has been thrown away. */
  usageWithoutGarbage(): Promise<Usage> {
    return this.ask('collect');
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async ask(question: string): Promise<Usage> {
    const answer = once(this.child, 'message');
    this.child.send(question);
    const [usage] = (await answer) as [Usage];
    return usage;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
