import { ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../sandbox/process/free-port.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { until } from '../support/until.js';
import { RedisProxy } from './redis-proxy.js';

const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

export type DeploymentKind = 'pair' | 'sentinel' | 'cluster';

const cli = (port: number, ...args: string[]): string =>
  execFileSync('redis-cli', ['-p', String(port), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

const answers = (port: number): boolean => {
  try {
    return cli(port, 'PING') === 'PONG';
  } catch {
    return false;
  }
};

/** Servers of Redis as they are deployed, each a process of its own. */
export class Deployment {
  private readonly processes = new Map<number, ChildProcess>();
  private readonly proxies: RedisProxy[] = [];
  private target = 0;
  url = '';
  replicaUrl = '';
  firstPort = 0;
  private ports: number[] = [];

  /** @param isObserved whether clients reach every primary through a proxy that counts round trips */
  constructor(private readonly isObserved = false) {}

  async startServer(port: number, args: readonly string[]): Promise<void> {
    const folder = temporaryFolder('redis');
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const child = spawn(BINARY, args[0] === '--sentinel' ? [...args.slice(1), '--sentinel'] : [...options, ...args], {
      stdio: 'ignore',
    });
    this.processes.set(port, killAfterSuite(child));
    await until(() => answers(port));
  }

  /** A primary and its replica, behind an address that can move. */
  async startPair(): Promise<void> {
    this.ports = [await freePort(), await freePort()];
    const [primary = 0, replica = 0] = this.ports;
    await this.startServer(primary, []);
    this.target = primary;
    const { port } = await this.startProxy(() => this.target);
    await this.startServer(replica, ['--replicaof', '127.0.0.1', String(this.isObserved ? port : primary)]);
    await until(() => cli(replica, 'INFO', 'replication').includes('master_link_status:up'));
    this.firstPort = primary;
    this.replicaUrl = `redis://127.0.0.1:${replica}`;
    this.url = `redis://127.0.0.1:${port}`;
  }

  async startSentinel(): Promise<void> {
    await this.startPair();
    const primary = this.isObserved ? this.proxies[0]?.port : this.ports[0];
    const sentinels = [await freePort(), await freePort(), await freePort()];
    for (const port of sentinels) {
      const folder = temporaryFolder('sentinel');
      const file = join(folder, 'sentinel.conf');
      const lines = [
        `port ${port}`,
        'bind 127.0.0.1',
        `dir ${folder}`,
        `sentinel monitor mymaster 127.0.0.1 ${primary} 2`,
        'sentinel down-after-milliseconds mymaster 500',
        'sentinel failover-timeout mymaster 3000',
      ];
      writeFileSync(file, `${lines.join('\n')}\n`);
      await this.startServer(port, ['--sentinel', file]);
    }
    await until(() =>
      sentinels.every((port) => /num-other-sentinels\n2\n/.test(`${cli(port, 'SENTINEL', 'MASTER', 'mymaster')}\n`)),
    );
    await until(() =>
      sentinels.every((port) => /num-slaves\n1\n/.test(`${cli(port, 'SENTINEL', 'MASTER', 'mymaster')}\n`)),
    );
    this.firstPort = sentinels[0] ?? 0;
    this.url = `redis-sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(',')}/mymaster`;
  }

  async startCluster(): Promise<void> {
    for (let node = 0; node < 6; node += 1) {
      const port = await freePort();
      const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];
      if (this.isObserved) options.push('--cluster-announce-port', String((await this.startProxy(() => port)).port));
      await this.startServer(port, [...options, '--cluster-port', String(await freePort())]);
      this.ports.push(port);
    }
    const nodes = this.ports.map((port) => `127.0.0.1:${port}`);
    // The proxies run in this process, so it must not block.
    const create = ['--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes'];
    await promisify(execFile)('redis-cli', create);
    await until(() => this.ports.every((port) => cli(port, 'CLUSTER', 'INFO').includes('cluster_state:ok')));
    await until(() =>
      this.ports.slice(3).every((port) => cli(port, 'INFO', 'replication').includes('master_link_status:up')),
    );
    this.firstPort = this.ports[0] ?? 0;
    this.url = `redis-cluster://${nodes.slice(0, 2).join(',')}`;
  }

  /** The replica becomes the primary, and the primary its replica; connections to both stay open. */
  async failOver(): Promise<void> {
    const [primary = 0, replica = 0] = this.ports;
    cli(primary, 'FAILOVER');
    await until(() => cli(replica, 'ROLE').startsWith('master'));
  }

  /** The primary gives no reply any more, and the replica is promoted. */
  async replaceSilentPrimary(): Promise<void> {
    const [primary = 0, replica = 0] = this.ports;
    this.processes.get(primary)?.kill('SIGSTOP');
    cli(replica, 'REPLICAOF', 'NO', 'ONE');
  }

  /** New connections to the address lead to the replica of the start. */
  async moveAddress(): Promise<void> {
    this.target = this.ports[1] ?? 0;
  }

  async killPrimary(): Promise<void> {
    const child = this.processes.get(this.ports[0] ?? 0);
    const gone = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await gone;
  }

  async valueOf(key: string): Promise<string> {
    return cli(this.target, 'GET', key);
  }

  /** Counts the round trips of requests that contain a text, at all observed servers. */
  tripsWith(text: string): number {
    return this.proxies.reduce((sum, proxy) => sum + proxy.tripsWith(text), 0);
  }

  async stop(): Promise<void> {
    for (const proxy of this.proxies) proxy.stop();
    for (const child of this.processes.values()) child.kill('SIGKILL');
  }

  private async startProxy(target: () => number): Promise<RedisProxy> {
    const proxy = await RedisProxy.start(target);
    this.proxies.push(proxy);
    return proxy;
  }
}

export async function startDeployment(kind: DeploymentKind, { isObserved = false } = {}): Promise<Deployment> {
  const deployment = new Deployment(isObserved);
  if (kind === 'pair') await deployment.startPair();
  if (kind === 'sentinel') await deployment.startSentinel();
  if (kind === 'cluster') await deployment.startCluster();
  return deployment;
}
