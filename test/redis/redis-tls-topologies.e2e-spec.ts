import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { connect } from '../support/redis-client.js';
import { describeWithRedis } from '../support/redis-server.js';
import { SELF_SIGNED } from '../support/network/self-signed.js';
import { until } from '../support/until.js';

const BINARY = process.env['REDIS_SERVER'] ?? 'redis-server';

describeWithRedis('several servers of Redis with TLS', () => {
  let folder: string;
  let certFile: string;
  let tls: string[];

  beforeAll(() => {
    Logger.overrideLogger(false);
    folder = temporaryFolder('redis-tls');
    certFile = join(folder, 'cert.pem');
    const keyFile = join(folder, 'key.pem');
    writeFileSync(certFile, SELF_SIGNED.cert);
    writeFileSync(keyFile, SELF_SIGNED.key);
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
    tls = ['--port', '0', '--tls-auth-clients', 'no', '--tls-replication', 'yes', '--bind', '127.0.0.1', ...files];
  });

  const cli = (port: number, ...args: string[]): string =>
    execFileSync('redis-cli', ['-p', String(port), '--tls', '--insecure', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const cliSucceeds = (port: number, expected: string, ...args: string[]): boolean => {
    try {
      return cli(port, ...args).includes(expected);
    } catch {
      return false;
    }
  };

  async function start(...args: string[]): Promise<number> {
    const port = await freePort();
    const options = ['--tls-port', String(port), '--dir', temporaryFolder('redis'), ...tls];
    killAfterSuite(spawn(BINARY, [...args, ...options], { stdio: 'ignore' }));
    await until(() => cliSucceeds(port, 'PONG', 'PING'));
    return port;
  }

  async function startSentinel(): Promise<string> {
    const primary = await start();
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `sentinel monitor main 127.0.0.1 ${primary} 1\n`);
    const sentinel = await start(file, '--sentinel');
    await until(
      () =>
        cliSucceeds(sentinel, 'ok', 'SENTINEL', 'CKQUORUM', 'main') ||
        cliSucceeds(sentinel, 'OK', 'SENTINEL', 'CKQUORUM', 'main'),
    );
    return `rediss-sentinel://localhost:${sentinel}/main`;
  }

  async function startCluster(): Promise<string> {
    const bus = ['--cluster-port', String(await freePort())];
    const port = await start('--cluster-enabled', 'yes', '--tls-cluster', 'yes', ...bus);
    cli(port, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(() => cliSucceeds(port, 'cluster_state:ok', 'CLUSTER', 'INFO'));
    return `rediss-cluster://127.0.0.1:${port}`;
  }

  it.each([
    ['Sentinel', startSentinel],
    ['Cluster', startCluster],
  ])('are used if their certificate is trusted, and only then: %s', async (_, open) => {
    const url = await open();
    const trusting = await connect(url, { tlsCaFile: certFile });
    const distrusting = await connect(url);

    expect(await trusting.run((client) => client.set('a', '1'), { key: 'a' })).toBe('OK');
    expect(trusting.trouble).toBeUndefined();
    expect(distrusting.trouble).toBe('UNREACHABLE');

    await trusting.onApplicationShutdown();
    await distrusting.onApplicationShutdown();
  });
});
