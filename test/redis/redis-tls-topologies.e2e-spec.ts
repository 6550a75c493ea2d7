import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { freePort } from '../../sandbox/process/free-port.js';
import { temporaryFolder } from '../support/clean-up.js';
import { connect } from '../support/redis-client.js';
import { redisCommand, startRedis } from '../support/redis-process.js';
import { describeWithRedis } from '../support/redis-server.js';
import { SELF_SIGNED } from '../support/network/self-signed.js';
import { until } from '../support/until.js';

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
    tls = ['--port', '0', '--tls-auth-clients', 'no', '--tls-replication', 'yes', ...files];
  });

  const reply = async (port: number, ...args: string[]): Promise<string> =>
    String(await redisCommand(port, args, true).catch((error: unknown) => error));

  async function start(...args: string[]): Promise<number> {
    const port = await freePort();
    await startRedis(port, { args: [...args, ...tls], isEncrypted: true });
    return port;
  }

  async function startSentinel(): Promise<string> {
    const primary = await start();
    const file = join(folder, 'sentinel.conf');
    writeFileSync(file, `sentinel monitor main 127.0.0.1 ${primary} 1\n`);
    const sentinel = await start(file, '--sentinel');
    await until(async () => /^ok/i.test(await reply(sentinel, 'SENTINEL', 'CKQUORUM', 'main')));
    return `rediss-sentinel://localhost:${sentinel}/main`;
  }

  async function startCluster(): Promise<string> {
    const bus = ['--cluster-port', String(await freePort())];
    const port = await start('--cluster-enabled', 'yes', '--tls-cluster', 'yes', ...bus);
    await reply(port, 'CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => (await reply(port, 'CLUSTER', 'INFO')).includes('cluster_state:ok'));
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
