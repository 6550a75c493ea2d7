import { ChildProcess, spawn } from 'node:child_process';
import { createClient } from 'redis';
import { killAfterSuite, temporaryFolder } from './clean-up.js';
import { until } from './until.js';

/** The server to test; `REDIS_SERVER` can name another one, such as Valkey or an older Redis. */
export const REDIS_BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

/** A started server, and the folder of its files. */
export interface RedisProcess {
  readonly child: ChildProcess;
  readonly folder: string;
}

interface ProcessOptions {
  /** Options of the command line. The first one can be the path of a configuration file. */
  readonly args?: readonly string[];
  readonly isEncrypted?: boolean;
}

/** Starts a Redis that stores nothing on disk, and waits until it replies. @throws Error if the process exits */
export async function startRedis(
  port: number,
  { args = [], isEncrypted = false }: ProcessOptions = {},
): Promise<RedisProcess> {
  const folder = temporaryFolder('redis');
  const options = ['--bind', '127.0.0.1', '--dir', folder, isEncrypted ? '--tls-port' : '--port', String(port)];
  const child = killAfterSuite(spawn(REDIS_BINARY, [...args, ...options], { stdio: 'ignore' }));
  await until(() => {
    if (child.exitCode !== null) throw new Error(`${REDIS_BINARY} on port ${port} exited with ${child.exitCode}`);
    return redisCommand(port, ['PING'], isEncrypted).then(
      () => true,
      () => false,
    );
  });
  return { child, folder };
}

/** Sends one command over a separate connection. */
export async function redisCommand(
  port: number,
  args: readonly (string | number)[],
  isEncrypted = false,
): Promise<unknown> {
  const encryption = isEncrypted ? { tls: true as const, rejectUnauthorized: false } : {};
  const socket = { host: '127.0.0.1', port, reconnectStrategy: false as const, ...encryption };
  const client = createClient({ socket, disableClientInfo: true });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.sendCommand(args.map(String));
  } finally {
    await client.disconnect();
  }
}

/** Returns the reply to a command as text: the lines of a report, or the items of a list between commas. */
export const redisReply = async (port: number, ...args: (string | number)[]): Promise<string> =>
  String(await redisCommand(port, args));
