import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inProject } from './project-root.js';

const ENTRYPOINT = inProject('dist', 'main.js');
const END_WITH_PARENT = inProject('scripts', 'end-with-parent.cjs');
/** Time limit for the start, long enough for a busy machine. */
const START_LIMIT_MS = 60_000;
/** Time limit for the stop, longer than the service's own limit for calls in flight. */
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 50;

/** The built service in a child process. It ends with this process, even if this process is killed. */
export class ServiceProcess {
  /** Resolves with the exit code when the service has ended. A restart does not resolve it. */
  readonly end: Promise<number | null>;

  private log = '';
  private child: ChildProcess;
  private exited: Promise<number | null>;
  private isRestarting = false;
  private isLogShown = false;
  private finish: (code: number | null) => void = () => undefined;

  private constructor(
    readonly url: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.end = new Promise((resolve) => (this.finish = resolve));
    this.child = this.spawn();
    this.exited = this.watchExit();
  }

  /**
   * Starts the service on a port and waits until it is ready.
   *
   * @throws Error with the end of its log if it does not become ready
   */
  static async start(port: number, environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
    const own = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...environment };
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, own);
    await service.untilReady();
    return service;
  }

  /** Forwards the log to this process from now on. */
  showLog(): void {
    this.isLogShown = true;
    this.child.stdout?.pipe(process.stdout);
    this.child.stderr?.pipe(process.stderr);
  }

  /**
   * Stops the service and starts it again on the same port, with the latest build.
   *
   * @throws Error with the end of its log if it does not become ready. It can be restarted again
   */
  async restart(): Promise<void> {
    this.isRestarting = true;
    await this.endChild();
    this.log = '';
    this.child = this.spawn();
    this.exited = this.watchExit();
    if (this.isLogShown) this.showLog();
    await this.untilReady();
    this.isRestarting = false;
  }

  /** Sends SIGTERM, and SIGKILL if the process does not end in time. Resolves with the exit code. */
  async stop(): Promise<number | null> {
    const code = await this.endChild();
    this.finish(code);
    return code;
  }

  private spawn(): ChildProcess {
    const child = spawn(process.execPath, ['--require', END_WITH_PARENT, ENTRYPOINT], {
      env: { PATH: process.env['PATH'], ...this.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-20_000)));
    }
    return child;
  }

  private async watchExit(): Promise<number | null> {
    const [code] = (await once(this.child, 'close')) as [number | null];
    if (!this.isRestarting) this.finish(code);
    return code;
  }

  private async endChild(): Promise<number | null> {
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_LIMIT_MS);
    this.child.kill('SIGTERM');
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  private async untilReady(): Promise<void> {
    const startedAtMs = performance.now();
    let hasEnded = false;
    void this.exited.then(() => (hasEnded = true));
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
