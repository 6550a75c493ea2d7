import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from '../sandbox/free-port.js';
import { SELF_SIGNED } from './self-signed.js';
import { until } from './until.js';

/** Another server, such as Valkey or an older Redis, where `REDIS_SERVER` names one. */
const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

/** Whether this machine can start a Redis of its own. */
export const hasRedisServer = spawnSync(BINARY, ['--version']).status === 0;

interface Encryption {
  /** The file with the certificate that clients are to trust. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** A real Redis of the test's own, on a free port, that can be killed, frozen, filled and brought back. */
export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly encryption?: Encryption,
  ) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  /** One that speaks TLS, with a certificate that nobody trusts yet. */
  static async startEncrypted(): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
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

  /** Starts it again at the same address, empty. */
  async restart(): Promise<void> {
    const child = spawn(BINARY, [...this.listening(), '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()], {
      stdio: 'ignore',
    });
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    this.process = child;
    await until(() =>
      this.command('PING').then(
        () => true,
        () => false,
      ),
    );
  }

  /** As when its machine goes: no goodbye. */
  async kill(): Promise<void> {
    const { process: child } = this;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** It keeps its connections and accepts new ones, and answers nothing. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** From now on every write is refused with -OOM. */
  async fill(): Promise<void> {
    await this.command('CONFIG', 'SET', 'maxmemory', '1');
  }

  async empty(): Promise<void> {
    await this.command('CONFIG', 'SET', 'maxmemory', '0');
  }

  /** Sends one command over a connection of its own. */
  async command(...args: string[]): Promise<unknown> {
    const trusting = this.encryption ? { tls: true as const, rejectUnauthorized: false } : {};
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false, ...trusting } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(args);
    } finally {
      await client.disconnect();
    }
  }

  /** The keys that it holds, of ours and everybody's. */
  async keys(pattern = '*'): Promise<string[]> {
    return (await this.command('KEYS', pattern)) as string[];
  }

  private listening(): string[] {
    const port = String(this.port);
    if (!this.encryption) return ['--port', port];
    const { certFile, keyFile } = this.encryption;
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
    return ['--port', '0', '--tls-port', port, '--tls-auth-clients', 'no', ...files];
  }
}

/** A Redis that a suite may use as it is: its own, or the one at `REDIS_URL`, where it is a guest. */
export async function openRedis(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { REDIS_URL: lent } = process.env;
  if (!hasRedisServer && lent) return { url: lent, close: async () => undefined };
  const server = await RedisServer.start();
  return { url: server.url, close: () => server.kill() };
}

/**
 * A suite that needs a Redis. Where there is none, it is skipped with one loud line; on CI that is a failure, as a suite
 * that silently never runs proves nothing.
 *
 * @param takesAny whether the one at `REDIS_URL` will do; else it must be one that the suite can start and kill
 */
export function describeWithRedis(title: string, suite: () => void, { takesAny = false } = {}): void {
  if (hasRedisServer || (takesAny && process.env['REDIS_URL'])) return describe(title, suite);
  if (process.env['CI'] === 'true') {
    return describe(title, () => {
      it(`finds ${BINARY} on the PATH`, () => {
        throw new Error(`${BINARY} is not on the PATH`);
      });
    });
  }
  process.stderr.write(`\n!!! NOT RUN, for want of ${BINARY} on the PATH: ${title}\n\n`);
  describe.skip(title, suite);
}
