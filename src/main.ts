import { createApp } from './app.js';
import { processEnvironment } from './config/environment.js';
import { InvalidConfiguration } from './config/read-configs.js';
import { Intake } from './observability/intake.js';
import { ServerConfig } from './server.config.js';

/** Serves until it is told to stop, and then ends in peace: no call in flight is lost, and the exit code is 0. */
async function serve(): Promise<void> {
  const app = await createApp(processEnvironment());
  const { host, port, drainTimeoutMs } = app.get(ServerConfig);
  const server = await app.listen(port, host);
  const stop = async (): Promise<void> => {
    await app.get(Intake).drain(drainTimeoutMs);
    server.close();
    // What is open now says nothing, or takes longer than anyone may wait for it.
    server.closeAllConnections();
    await app.close();
    process.exit(0);
  };
  // Told twice, as by a terminal and by npm at once, it loses no more calls than told once.
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (stopping ??= stop()));
}

serve().catch((error: unknown) => {
  process.stderr.write(`${error instanceof InvalidConfiguration ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
});
