import './tracing/start.js';
import cluster from 'node:cluster';
import { createApp } from './app.js';
import { ConfigClass } from './config/env.decorator.js';
import { Environment, processEnvironment } from './config/environment.js';
import { InvalidConfiguration, readConfigs } from './config/read-configs.js';
import { listenFailure } from './server/wire/listen-failure.js';
import { JOINS, serveAsWorker } from './workers/serve-as-worker.js';
import { RunningServer } from './workers/running-server.js';
import { supervise } from './workers/supervise.js';
import { WorkersConfig } from './workers/workers.config.js';

/** Serves until SIGTERM or SIGINT, then completes all calls in flight and exits with code 0. */
async function main(environment: Environment): Promise<void> {
  if (cluster.isWorker) return serveAsWorker(environment, process.argv.includes(JOINS));
  const configs = readConfigs(environment);
  const config = <T extends object>(Class: ConfigClass<T>): T => configs.get(Class) as T;
  if (config(WorkersConfig).count > 1) process.exit(await supervise(config));
  await serveAlone(environment);
}

async function serveAlone(environment: Environment): Promise<void> {
  const booting = createApp(environment).then((app) => new RunningServer(app));
  const stop = async (): Promise<void> => {
    await (await booting).stop();
    process.exit(0);
  };
  // Registered first: the kernel ignores signals without a handler for process 1 of a container.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  const server = await booting;
  if (!server.isStopping) await server.listen();
}

main(processEnvironment()).catch((error: unknown) => {
  const message = error instanceof InvalidConfiguration ? error.message : listenFailure(error);
  process.stderr.write(`${message ?? String((error as Error).stack)}\n`);
  process.exit(1);
});
