import { ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../sandbox/process/free-port.js';
import { RedisProxy } from '../redis/redis-proxy.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { until } from '../support/until.js';

const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';
const LIMIT_MS = 30_000;
const CLI_LIMIT_MS = 2_000;
const run = promisify(execFile);

/** One Redis process. It does not store keys on disk, so it is empty after a restart. */
export class RedisProcess {
  private readonly folder = temporaryFolder('redis');
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  static async start(args: readonly string[] = []): Promise<RedisProcess> {
    const server = new RedisProcess(await freePort(), args);
    await server.start();
    return server;
  }

  async start(...more: string[]): Promise<void> {
    const common = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''];
    this.child = killAfterSuite(spawn(BINARY, [...this.args, ...common, ...more], { stdio: 'ignore' }));
    await until(async () => (await this.cli('PING')) === 'PONG', LIMIT_MS);
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    const exited = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await exited;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Sends a command. Returns an empty text if the server does not reply. */
  async cli(...args: string[]): Promise<string> {
    const options = { encoding: 'utf8' as const, timeout: CLI_LIMIT_MS, killSignal: 'SIGKILL' as const };
    return run('redis-cli', ['-p', String(this.port), ...args], options).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    );
  }

  async isPrimary(): Promise<boolean> {
    return (await this.cli('ROLE')).startsWith('master');
  }

  async hasReplicas(count: number): Promise<boolean> {
    return (await this.cli('INFO', 'replication')).split('state=online').length - 1 === count;
  }
}

/** Ways in which a primary is replaced. */
export type Failover = 'planned' | 'promoted' | 'killed' | 'frozen';

/** Redis servers with replication: one or several primaries and their replicas. */
export abstract class RedisGroup {
  protected servers: RedisProcess[] = [];
  abstract readonly url: string;

  abstract start(): Promise<void>;

  /**
   * Replaces one primary. Resolves when all servers are in use again.
   *
   * @param onPromoted called when the new primary accepts writes at its address
   */
  abstract failOver(kind: Failover, onPromoted?: () => void): Promise<void>;

  /** Deletes every key. */
  async flush(): Promise<void> {
    for (const server of this.servers) if (await server.isPrimary()) await server.cli('FLUSHALL');
  }

  async stop(): Promise<void> {
    for (const server of this.servers) server.thaw();
    await Promise.all(this.servers.map((server) => server.kill()));
  }

  protected async startPrimaryAndReplicas(): Promise<void> {
    const primary = await RedisProcess.start();
    this.servers = [primary];
    for (let replica = 0; replica < 2; replica += 1)
      this.servers.push(await RedisProcess.start(['--replicaof', '127.0.0.1', String(primary.port)]));
    await until(() => primary.hasReplicas(2), LIMIT_MS);
  }
}

/** A primary and two replicas without Sentinels. The common address leads to a new primary only after a delay. */
export class PlainGroup extends RedisGroup {
  private proxy: RedisProxy | undefined;
  private primary: RedisProcess | undefined;
  url = '';

  /** @param addressDelayMs time after a failover in which the address still leads to the old primary */
  constructor(private readonly addressDelayMs = 1_000) {
    super();
  }

  override async start(): Promise<void> {
    await this.startPrimaryAndReplicas();
    [this.primary] = this.servers;
    this.proxy = await RedisProxy.start(() => this.primary?.port ?? 0);
    this.url = `redis://127.0.0.1:${this.proxy.port}`;
  }

  override async failOver(kind: Failover, onPromoted?: () => void): Promise<void> {
    const old = this.primary;
    const [next, other] = this.servers.filter((server) => server !== old);
    if (!old || !next || !other) throw new Error('The group is not started');
    const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
    if (kind === 'planned') await old.cli('FAILOVER', 'TO', '127.0.0.1', String(next.port));
    if (kind === 'killed') await old.kill();
    if (kind === 'frozen') old.freeze();
    if (kind !== 'planned') await next.cli('REPLICAOF', 'NO', 'ONE');
    await until(() => next.isPrimary(), LIMIT_MS);
    await sleep(this.addressDelayMs);
    // Open connections still lead to the old primary.
    this.primary = next;
    onPromoted?.();
    await sleep(1_000);
    if (kind === 'killed') await old.start();
    if (kind === 'frozen') old.thaw();
    await sleep(500);
    for (const replica of [old, other]) await replica.cli('REPLICAOF', '127.0.0.1', String(next.port));
    await until(() => next.hasReplicas(2), LIMIT_MS);
  }

  override async stop(): Promise<void> {
    this.proxy?.stop();
    await super.stop();
  }
}

/** A primary and two replicas under three Sentinels. */
export class SentinelGroup extends RedisGroup {
  private sentinels: RedisProcess[] = [];
  url = '';

  override async start(): Promise<void> {
    await this.startPrimaryAndReplicas();
    const [primary] = this.servers;
    for (let sentinel = 0; sentinel < 3; sentinel += 1) {
      const file = join(temporaryFolder('sentinel'), 'sentinel.conf');
      const lines = [
        `sentinel monitor mymaster 127.0.0.1 ${primary?.port ?? 0} 2`,
        'sentinel down-after-milliseconds mymaster 2000',
        'sentinel failover-timeout mymaster 6000',
      ];
      writeFileSync(file, `${lines.join('\n')}\n`);
      this.sentinels.push(await RedisProcess.start([file, '--sentinel']));
    }
    await this.whenKnown();
    this.url = `redis-sentinel://${this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/mymaster`;
  }

  override async failOver(kind: Failover, onPromoted?: () => void): Promise<void> {
    const [sentinel] = this.sentinels;
    const old = await this.primary();
    if (!sentinel) throw new Error('The group is not started');
    if (kind === 'killed') await old.kill();
    else if (kind === 'frozen') old.freeze();
    else await sentinel.cli('SENTINEL', 'FAILOVER', 'mymaster');
    const others = this.servers.filter((server) => server !== old);
    await until(async () => (await Promise.all(others.map((server) => server.isPrimary()))).includes(true), LIMIT_MS);
    onPromoted?.();
    await until(async () => (await this.primary()) !== old, LIMIT_MS);
    if (kind === 'killed') await old.start('--replicaof', '127.0.0.1', String((await this.primary()).port));
    if (kind === 'frozen') old.thaw();
    await this.whenKnown();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.sentinels.map((sentinel) => sentinel.kill()));
    await super.stop();
  }

  private async primary(): Promise<RedisProcess> {
    const [sentinel, fallback] = [this.sentinels[0], this.servers[0]];
    const reply = await sentinel?.cli('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster');
    const found = this.servers.find(({ port }) => reply?.endsWith(String(port))) ?? fallback;
    if (!found) throw new Error('The group is not started');
    return found;
  }

  private async whenKnown(): Promise<void> {
    await until(async () => (await this.primary()).hasReplicas(2), LIMIT_MS);
    for (const sentinel of this.sentinels)
      await until(async () => {
        const text = `${await sentinel.cli('SENTINEL', 'MASTER', 'mymaster')}\n`;
        return /num-slaves\n2\n/.test(text) && /num-other-sentinels\n2\n/.test(text) && /flags\nmaster\n/.test(text);
      }, LIMIT_MS);
  }
}

/** A Cluster of three primaries with a replica each. */
export class ClusterGroup extends RedisGroup {
  url = '';

  override async start(): Promise<void> {
    for (let node = 0; node < 6; node += 1) {
      const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
      this.servers.push(await RedisProcess.start([...options, '--cluster-port', String(await freePort())]));
    }
    const nodes = this.servers.map(({ port }) => `127.0.0.1:${port}`);
    await run('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes']);
    await this.whenWell();
    this.url = `redis-cluster://${nodes.slice(0, 4).join(',')}`;
  }

  override async failOver(kind: Failover, onPromoted?: () => void): Promise<void> {
    const primaries = await this.primaries();
    const old = primaries[Math.floor(Math.random() * primaries.length)];
    const replica = old && (await this.replicaOf(old));
    if (!old || !replica) throw new Error('The cluster has no primary with a replica');
    if (kind === 'planned') await replica.cli('CLUSTER', 'FAILOVER');
    if (kind === 'promoted') await replica.cli('CLUSTER', 'FAILOVER', 'TAKEOVER');
    if (kind === 'killed') await old.kill();
    if (kind === 'frozen') old.freeze();
    await until(() => replica.isPrimary(), LIMIT_MS);
    onPromoted?.();
    if (kind === 'killed') await old.start();
    if (kind === 'frozen') old.thaw();
    await this.whenWell();
  }

  private async primaries(): Promise<RedisProcess[]> {
    const are = await Promise.all(this.servers.map((server) => server.isPrimary()));
    return this.servers.filter((_, index) => are[index]);
  }

  private async replicaOf(primary: RedisProcess): Promise<RedisProcess | undefined> {
    const port = /slave0:ip=[^,]*,port=(\d+)/.exec(await primary.cli('INFO', 'replication'))?.[1];
    return this.servers.find((server) => String(server.port) === port);
  }

  private async whenWell(): Promise<void> {
    await until(async () => {
      const primaries = await this.primaries();
      const states = await Promise.all(this.servers.map((server) => server.cli('CLUSTER', 'INFO')));
      const paired = await Promise.all(primaries.map((primary) => primary.hasReplicas(1)));
      return (
        primaries.length === 3 && paired.every(Boolean) && states.every((text) => text.includes('cluster_state:ok'))
      );
    }, LIMIT_MS);
  }
}
