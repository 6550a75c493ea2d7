import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as connectTo, createServer, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { until } from '../support/until.js';

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
  private proxy: Server | undefined;
  private target = 0;
  private readonly sockets = new Set<Socket>();
  url = '';
  replicaUrl = '';
  firstPort = 0;
  private ports: number[] = [];

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
    await this.startServer(replica, ['--replicaof', '127.0.0.1', String(primary)]);
    await until(() => cli(replica, 'INFO', 'replication').includes('master_link_status:up'));
    this.target = primary;
    this.firstPort = primary;
    this.replicaUrl = `redis://127.0.0.1:${replica}`;
    this.url = `redis://127.0.0.1:${await this.startProxy()}`;
  }

  async startSentinel(): Promise<void> {
    await this.startPair();
    const [primary] = this.ports;
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
      await this.startServer(port, [...options, '--cluster-port', String(await freePort())]);
      this.ports.push(port);
    }
    const nodes = this.ports.map((port) => `127.0.0.1:${port}`);
    execFileSync('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes'], {
      stdio: 'ignore',
    });
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

  async stop(): Promise<void> {
    this.proxy?.close();
    for (const socket of this.sockets) socket.destroy();
    for (const child of this.processes.values()) child.kill('SIGKILL');
  }

  private async startProxy(): Promise<number> {
    const proxy = createServer((socket) => {
      const server = connectTo(this.target, '127.0.0.1');
      for (const end of [socket, server]) {
        this.sockets.add(end);
        end.on('error', () => undefined);
        end.on('close', () => [socket, server].forEach((other) => other.destroy()));
      }
      socket.pipe(server).pipe(socket);
    });
    this.proxy = proxy;
    const port = await freePort();
    proxy.listen(port, '127.0.0.1');
    await once(proxy, 'listening');
    return port;
  }
}

export async function startDeployment(kind: DeploymentKind): Promise<Deployment> {
  const deployment = new Deployment();
  if (kind === 'pair') await deployment.startPair();
  if (kind === 'sentinel') await deployment.startSentinel();
  if (kind === 'cluster') await deployment.startCluster();
  return deployment;
}
