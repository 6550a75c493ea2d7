import { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { temporaryFolder } from '../support/clean-up.js';
import { redisReply, startRedis } from '../support/redis-process.js';
import { until } from '../support/until.js';
import { RedisProxy } from './redis-proxy.js';

export type DeploymentKind = 'pair' | 'sentinel' | 'cluster';

/** Options of a primary and its replica. Without the delay of 0, a primary waits 5 s for more replicas. */
const REPLICATING = ['--save', '', '--repl-diskless-sync-delay', '0'];

/** The first and the last slot of each primary of a cluster. */
const SLOT_RANGES = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const;

const isLinked = async (replica: number): Promise<boolean> =>
  (await redisReply(replica, 'INFO', 'replication')).includes('master_link_status:up');

/** The Redis servers of one deployment. Each server is a separate process. */
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

  /**
   * Time without a reply after which a primary is replaced. It is long for an observed deployment, because a busy machine
   * can stall the proxy for a second.
   */
  private get silenceMs(): number {
    return this.isObserved ? 30_000 : 500;
  }

  async startServer(port: number, args: readonly string[]): Promise<void> {
    const { child } = await startRedis(port, { args });
    this.processes.set(port, child);
  }

  /** Starts a primary and its replica, behind an address that can move. */
  async startPair(): Promise<void> {
    this.ports = [await freePort(), await freePort()];
    const [primary = 0, replica = 0] = this.ports;
    await this.startServer(primary, REPLICATING);
    this.target = primary;
    const { port } = await this.startProxy(() => this.target);
    const source = ['--replicaof', '127.0.0.1', String(this.isObserved ? port : primary)];
    await this.startServer(replica, [...REPLICATING, ...source]);
    await until(() => isLinked(replica));
    this.firstPort = primary;
    this.replicaUrl = `redis://127.0.0.1:${replica}`;
    this.url = `redis://127.0.0.1:${port}`;
  }

  async startSentinel(): Promise<void> {
    await this.startPair();
    const primary = this.isObserved ? this.proxies[0]?.port : this.ports[0];
    const sentinels = [await freePort(), await freePort(), await freePort()];
    const lines = [
      `sentinel monitor mymaster 127.0.0.1 ${primary} 2`,
      `sentinel down-after-milliseconds mymaster ${this.silenceMs}`,
      'sentinel failover-timeout mymaster 3000',
    ];
    const start = async (port: number): Promise<void> => {
      const file = join(temporaryFolder('sentinel'), 'sentinel.conf');
      writeFileSync(file, `${lines.join('\n')}\n`);
      await this.startServer(port, [file, '--sentinel']);
    };
    await Promise.all(sentinels.map(start));
    for (const port of sentinels)
      await until(async () => {
        const state = await redisReply(port, 'SENTINEL', 'MASTER', 'mymaster');
        return state.includes('num-other-sentinels,2,') && state.includes('num-slaves,1,');
      });
    this.firstPort = sentinels[0] ?? 0;
    this.url = `redis-sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(',')}/mymaster`;
  }

  /** Starts three primaries, each with a replica. `redis-cli --cluster create` would take seconds. */
  async startCluster(): Promise<void> {
    const buses = await Promise.all([...SLOT_RANGES, ...SLOT_RANGES].map(() => freePort()));
    this.ports = await Promise.all(buses.map(() => freePort()));
    await Promise.all(this.ports.map((port, nth) => this.startNode(port, buses[nth] ?? 0)));
    const [first = 0, ...others] = this.ports;
    for (const [nth, port] of this.ports.entries()) await redisReply(port, 'CLUSTER', 'SET-CONFIG-EPOCH', nth + 1);
    for (const [nth, port] of others.entries())
      await redisReply(first, 'CLUSTER', 'MEET', '127.0.0.1', port, buses[nth + 1] ?? 0);
    const ids = await Promise.all(this.ports.map((port) => redisReply(port, 'CLUSTER', 'MYID')));
    await this.untilAll('NODES', (nodes) => ids.every((id) => nodes.includes(id)));
    for (const [nth, port] of this.ports.entries()) {
      const slots = SLOT_RANGES[nth];
      if (slots) await redisReply(port, 'CLUSTER', 'ADDSLOTSRANGE', ...slots);
      else await redisReply(port, 'CLUSTER', 'REPLICATE', ids[nth - SLOT_RANGES.length] ?? '');
    }
    await this.untilAll('INFO', (state) => state.includes('cluster_state:ok'));
    for (const replica of this.ports.slice(SLOT_RANGES.length)) await until(() => isLinked(replica));
    this.firstPort = first;
    this.url = `redis-cluster://${[first, others[0]].map((port) => `127.0.0.1:${port}`).join(',')}`;
  }

  private async startNode(port: number, bus: number): Promise<void> {
    const options = [
      '--cluster-enabled',
      'yes',
      '--cluster-node-timeout',
      String(2 * this.silenceMs),
      '--cluster-port',
      String(bus),
    ];
    if (this.isObserved) options.push('--cluster-announce-port', String((await this.startProxy(() => port)).port));
    await this.startServer(port, [...REPLICATING, ...options]);
  }

  private async untilAll(report: 'INFO' | 'NODES', isReached: (text: string) => boolean): Promise<void> {
    for (const port of this.ports) await until(async () => isReached(await redisReply(port, 'CLUSTER', report)));
  }

  /** Swaps the roles of the primary and its replica. Connections to both servers stay open. */
  async failOver(): Promise<void> {
    const [primary = 0, replica = 0] = this.ports;
    await redisReply(primary, 'FAILOVER');
    await until(async () => (await redisReply(replica, 'ROLE')).startsWith('master'));
  }

  /** Freezes the primary, and promotes its replica. */
  async replaceSilentPrimary(): Promise<void> {
    const [primary = 0, replica = 0] = this.ports;
    this.processes.get(primary)?.kill('SIGSTOP');
    await redisReply(replica, 'REPLICAOF', 'NO', 'ONE');
  }

  /** Moves the address: new connections lead to the server that started as the replica. */
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
    return redisReply(this.target, 'GET', key);
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
