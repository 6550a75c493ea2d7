import { ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../sandbox/process/free-port.js';
import { temporaryFolder } from './clean-up.js';
import { SELF_SIGNED } from './network/self-signed.js';
import { REDIS_BINARY, redisCommand, startRedis } from './redis-process.js';
import { until } from './until.js';

/** Whether `redis-server` is installed. */
export const hasRedisServer = spawnSync(REDIS_BINARY, ['--version']).status === 0;

interface Encryption {
  /** The file with the certificate that clients must trust. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** A real Redis on a free port, which a test can kill, freeze, fill and restart. */
export class RedisServer {
  private process: ChildProcess | undefined;
  private folder = '';

  private constructor(
    readonly port: number,
    readonly encryption?: Encryption,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  /** Starts a Redis with TLS and a self-signed certificate. */
  static async startEncrypted(): Promise<RedisServer> {
    const folder = temporaryFolder('redis');
    const encryption = { certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    writeFileSync(encryption.certFile, SELF_SIGNED.cert);
    writeFileSync(encryption.keyFile, SELF_SIGNED.key);
    const server = new RedisServer(await freePort(), encryption);
    await server.restart();
    return server;
  }

  get url(): string {
    return `${this.encryption ? 'rediss' : 'redis'}://127.0.0.1:${this.port}`;
  }

  /** Starts the server on the same port, empty. */
  async restart(): Promise<void> {
    const isEncrypted = this.encryption !== undefined;
    const started = await startRedis(this.port, { args: ['--save', '', ...this.encryptionOptions()], isEncrypted });
    this.process = started.child;
    this.folder = started.folder;
  }

  /** Kills the server without a graceful stop, like a failing machine. */
  async kill(): Promise<void> {
    const { process: child } = this;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Suspends the server: connections stay open, and no command gets a reply. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Makes the server reject every write with -OOM. */
  async fill(): Promise<void> {
    await this.command('CONFIG', 'SET', 'maxmemory', '1');
  }

  async empty(): Promise<void> {
    await this.command('CONFIG', 'SET', 'maxmemory', '0');
  }

  /** Makes the server reject every write with -MISCONF. Its saves fail, because a folder has the name of the dump file. */
  async breakSaves(): Promise<void> {
    mkdirSync(join(this.folder, 'dump.rdb'));
    await this.command('CONFIG', 'SET', 'save', '3600 1');
    await this.save('err');
  }

  async repairSaves(): Promise<void> {
    rmdirSync(join(this.folder, 'dump.rdb'));
    await this.save('ok');
  }

  private async save(result: 'ok' | 'err'): Promise<void> {
    await this.command('BGSAVE');
    await until(async () =>
      String(await this.command('INFO', 'persistence')).includes(`rdb_last_bgsave_status:${result}`),
    );
  }

  /** Sends one command over a separate connection. */
  async command(...args: string[]): Promise<unknown> {
    return redisCommand(this.port, args, this.encryption !== undefined);
  }

  /** Returns the stored keys, including those of other clients. */
  async keys(pattern = '*'): Promise<string[]> {
    return (await this.command('KEYS', pattern)) as string[];
  }

  private encryptionOptions(): string[] {
    if (!this.encryption) return [];
    const { certFile, keyFile } = this.encryption;
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
    return ['--port', '0', '--tls-auth-clients', 'no', ...files];
  }
}

/** Returns a Redis for a suite that does not stop it: a new one, or the shared one at `REDIS_URL`. */
export async function openRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { REDIS_URL: shared } = process.env;
  if (!hasRedisServer && shared) return { url: shared, close: async () => undefined };
  const server = await RedisServer.start();
  return { url: server.url, close: () => server.kill() };
}

/**
 * Declares a suite that needs a Redis. Without one, the suite is skipped with a warning, and fails on CI, because a suite
 * that never runs proves nothing.
 *
 * @param takesAny whether the Redis at `REDIS_URL` is sufficient. Otherwise, the suite must start and kill its own Redis
 */
export function describeWithRedis(title: string, suite: () => void, { takesAny = false } = {}): void {
  if (hasRedisServer || (takesAny && process.env['REDIS_URL'])) return describe(title, suite);
  if (process.env['CI'] === 'true') {
    return describe(title, () => {
      it(`finds ${REDIS_BINARY} on the PATH`, () => {
        throw new Error(`${REDIS_BINARY} is not on the PATH`);
      });
    });
  }
  process.stderr.write(`\n!!! SKIPPED, because ${REDIS_BINARY} is not on the PATH: ${title}\n\n`);
  describe.skip(title, suite);
}
