import { onReloadSignal, onStopSignal } from './workers/process-signals.js';
import './tracing/start.js';
import cluster from 'node:cluster';
import { createApp } from './app.js';
import { ConfigClass } from './config/variables/env.decorator.js';
import { Environment, processEnvironment } from './config/variables/environment.js';
import { InvalidConfiguration, readConfigs } from './config/variables/read-configs.js';
import { listenFailure } from './server/wire/listen-failure.js';
import { Log } from './observability/log/log.js';
import { DOCS_PATH } from './openapi/serve-docs.js';
import { endProcess } from './workers/worker/end-process.js';
import { JOINS, serveAsWorker } from './workers/worker/serve-as-worker.js';
import { RunningServer } from './workers/worker/running-server.js';
import { supervise } from './workers/supervise.js';
import { WorkersConfig } from './workers/workers.config.js';

/** Serves until SIGTERM or SIGINT, then completes all calls in flight and exits with code 0. */
async function main(environment: Environment): Promise<void> {
  if (cluster.isWorker) return serveAsWorker(environment, process.argv.includes(JOINS));
  const configs = readConfigs(environment);
  const config = <T extends object>(Class: ConfigClass<T>): T => configs.get(Class) as T;
  if (config(WorkersConfig).count > 1) return endProcess(await supervise(config));
  await serveAlone(environment);
}

async function serveAlone(environment: Environment): Promise<void> {
  const app = await createApp(environment);
  const server = new RunningServer(app);
  onStopSignal(() => void server.stop().then(() => endProcess(0)));
  onReloadSignal(() =>
    app.get(Log).log('SIGHUP has no effect with WORKERS=1: a rolling restart needs at least two workers'),
  );
  await server.listen();
  app.get(Log).log(listeningMessage(server.url), 'Server');
}

const listeningMessage = (url: string): string => `Listening on ${url}; Swagger UI: ${url}${DOCS_PATH}`;

main(processEnvironment()).catch((error: unknown) => {
  const message = error instanceof InvalidConfiguration ? error.message : listenFailure(error);
  process.stderr.write(`${message ?? String((error as Error).stack)}\n`);
  process.exit(1);
});
