import cluster from 'node:cluster';
import { ConfigClass } from '../config/variables/env.decorator.js';
import { seconds } from '../time/durations.js';
import { Log } from '../observability/log/log.js';
import { LoggingConfig } from '../observability/log/logging.config.js';
import { DOCS_PATH } from '../openapi/serve-docs.js';
import { TlsConfig } from '../server/tls/tls.config.js';
import { localUrl } from '../server/wire/local-url.js';
import { ServerConfig } from '../server/wire/server.config.js';
import { onReloadSignal, onStopSignal } from './process-signals.js';
import { JOINS } from './worker/serve-as-worker.js';
import { CLOSE_TIMEOUT_MS } from './worker/running-server.js';
import { Supervisor } from './supervisor/supervisor.js';
import { WorkerProcess } from './supervisor/worker-process.js';
import { WorkersConfig } from './workers.config.js';

/** Added to the time limits of a graceful shutdown. The parent kills a worker that takes longer. */
const MARGIN_MS = seconds(3);

/** Runs the workers. SIGTERM and SIGINT stop all of them, SIGHUP starts a rolling restart. @returns the exit code */
export async function supervise(config: <T extends object>(Class: ConfigClass<T>) => T): Promise<number> {
  const { count } = config(WorkersConfig);
  const log = new Log(config(LoggingConfig));
  const url = localUrl(config(ServerConfig), config(TlsConfig).certFile !== undefined);
  log.log(`Starting ${count} workers on ${url}; Swagger UI: ${url}${DOCS_PATH}`, Supervisor.name);
  const supervisor = new Supervisor({
    count,
    stopTimeoutMs: config(ServerConfig).drainTimeoutMs + CLOSE_TIMEOUT_MS + MARGIN_MS,
    log,
    fork: (joins, onScrape) => {
      cluster.setupPrimary({ args: joins ? [JOINS] : [] });
      return new WorkerProcess(cluster.fork(), onScrape);
    },
  });
  onStopSignal(() => supervisor.stop());
  onReloadSignal(() => void supervisor.rollingRestart());
  return supervisor.finished;
}
