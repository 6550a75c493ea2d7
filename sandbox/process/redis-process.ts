import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { freePort } from './free-port.js';
import { inProject } from './project-root.js';

const KEEPER = inProject('scripts', 'run-below-parent.cjs');
const START_LIMIT_MS = 10_000;
const POLL_MS = 50;

/** A Redis server without persistence on 127.0.0.1. It ends with this process, even if this process is killed. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  /** @throws Error if `redis-server` is not on the PATH */
  static async start(): Promise<RedisProcess> {
    const redis = new RedisProcess(await freePort());
    await redis.start();
    return redis;
  }

  /** @returns undefined if `redis-server` is not on the PATH */
  static async startIfInstalled(): Promise<RedisProcess | undefined> {
    return spawnSync('redis-server', ['--version']).status === 0 ? RedisProcess.start() : undefined;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.child !== undefined;
  }

  /** Starts the server on the same port, empty. */
  async start(): Promise<void> {
    if (this.child) return;
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()];
    const child = spawn(process.execPath, [KEEPER, 'redis-server', ...settings], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const startedAtMs = performance.now();
    while (!(await isListening(this.port))) {
      if (child.exitCode !== null) throw new Error('--redis needs redis-server on the PATH');
      if (performance.now() - startedAtMs > START_LIMIT_MS) throw new Error('redis-server did not start in time');
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.child = child;
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
