import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { until } from '../support/until.js';

/** The built service, or the build at `SERVICE_ENTRYPOINT`. */
const ENTRYPOINT = process.env['SERVICE_ENTRYPOINT'] ?? join(__dirname, '..', '..', 'dist', 'main.js');
const START_LIMIT_MS = 60_000;

/** The response to one call. */
export interface FleetReply {
  readonly status: number;
  readonly text: string;
  readonly body: { readonly code: string; readonly source: string; readonly data: unknown };
}

/** One process of the service, which can be killed, frozen and restarted on its port. */
class Member {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 300 });
  private child: ChildProcess | undefined;
  private log = '';

  constructor(
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts the process, and waits until it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [ENTRYPOINT], {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(this.port), ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-5_000)));
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.child = child;
    await until(() => this.isReady(), START_LIMIT_MS).catch(() => {
      throw new Error(`a process did not start: ${this.log}`);
    });
  }

  /** Kills the process without a graceful stop, like a failing machine. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = undefined;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Stops the process gracefully. Returns its exit code. */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (!child) return null;
    this.child = undefined;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await exited) as [number | null];
    return code;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  call(path: string, headers: Record<string, string>, body: string): Promise<FleetReply> {
    return this.send('POST', path, { 'Content-Type': 'application/json', ...headers }, body);
  }

  async metrics(): Promise<string> {
    return (await this.send('GET', '/metrics', {}, '')).text;
  }

  private async isReady(): Promise<boolean> {
    return this.send('GET', '/health/ready', {}, '').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  private send(method: string, path: string, headers: Record<string, string>, body: string): Promise<FleetReply> {
    return new Promise((resolve, reject) => {
      const call = request({ agent: this.agent, port: this.port, method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text, body: parsed(text) }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** Several processes of the service. Calls alternate between them, as behind a load balancer. */
export class ServiceFleet {
  private constructor(readonly members: readonly Member[]) {}

  static async start(size: number, environment: Readonly<Record<string, string>>): Promise<ServiceFleet> {
    if (!existsSync(ENTRYPOINT)) throw new Error('The service is not built: npm run build');
    const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
    const fleet = new ServiceFleet(ports.map((port) => new Member(port, environment)));
    await Promise.all(fleet.members.map((member) => member.start()));
    return fleet;
  }

  /** Returns the member for a call number, round robin. */
  member(turn: number): Member {
    const member = this.members[turn % this.members.length];
    if (!member) throw new Error('the fleet is empty');
    return member;
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.kill()));
  }
}

function parsed(text: string): FleetReply['body'] {
  return (text.startsWith('{') ? JSON.parse(text) : {}) as FleetReply['body'];
}
