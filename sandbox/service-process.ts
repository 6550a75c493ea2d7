import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inProject } from './project-root.js';

const ENTRYPOINT = inProject('dist', 'main.js');
const END_WITH_PARENT = inProject('scripts', 'end-with-parent.cjs');
/** Long enough for a busy machine. */
const START_LIMIT_MS = 60_000;
/** Longer than the service's own limit for calls in flight. */
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 50;

/** The built service in a child process. It ends with this process, even if this process is killed. */
export class ServiceProcess {
  private log = '';
  private readonly ended: Promise<number | null>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = once(child, 'close').then(([code]) => code as number | null);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-20_000)));
    }
  }

  /**
   * Starts the service on a port and waits until it is ready.
   *
   * @throws Error with the end of its log if it does not become ready
   */
  static async start(port: number, environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, ['--require', END_WITH_PARENT, ENTRYPOINT], {
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, child);
    await service.untilReady();
    return service;
  }

  /** Forwards the log to this process from now on. */
  showLog(): void {
    this.child.stdout?.pipe(process.stdout);
    this.child.stderr?.pipe(process.stderr);
  }

  /** Resolves with the exit code when the process has ended. */
  get end(): Promise<number | null> {
    return this.ended;
  }

  /** Sends SIGTERM, and SIGKILL if the process does not end in time. Resolves with the exit code. */
  async stop(): Promise<number | null> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    this.child.kill('SIGTERM');
    const code = await this.ended;
    clearTimeout(timer);
    return code;
  }

  private async untilReady(): Promise<void> {
    const startedAtMs = performance.now();
    let hasEnded = false;
    void this.ended.then(() => (hasEnded = true));
    while (!(await this.isReady())) {
      if (hasEnded || performance.now() - startedAtMs > START_LIMIT_MS) {
        this.child.kill('SIGKILL');
        throw new Error(`The service did not become ready:\n${this.log.slice(-2_000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }
}
