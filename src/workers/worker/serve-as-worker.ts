import { createApp } from '../../app.js';
import { SigningKeys } from '../../auth/signing-keys/signing-keys.js';
import { Environment } from '../../config/variables/environment.js';
import { Exposition } from '../../observability/metrics/exposition.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { endProcess } from './end-process.js';
import { Parent } from './parent.js';
import { RunningServer } from './running-server.js';

/** Command-line argument of a worker that joins others on the port: it listens only when it is ready. */
export const JOINS = '--joins';

const POLL_INTERVAL_MS = 50;

/**
 * Serves as one of several processes on one port, controlled by their parent.
 *
 * A worker that is alone listens at once, so that probes can report why the service is not ready. A worker that joins
 * others first waits for the signing keys, so that it receives no call that it cannot authenticate.
 */
export async function serveAsWorker(environment: Environment, joins: boolean): Promise<void> {
  const booting = createApp(environment);
  const startingServer = booting.then((app) => new RunningServer(app));
  const report = async (): Promise<void> => {
    const { registry } = (await booting).get(Metrics);
    await parent.send({ word: 'report', metrics: await registry.getMetricsAsJSON() });
  };
  const stop = async (isReplaced: boolean): Promise<void> => {
    await (await startingServer).stop({ isReplaced });
    await report();
    await endProcess(0);
  };
  const parent = new Parent((order) => void (order === 'report' ? report() : stop(order === 'leave')));
  const app = await booting;
  const server = await startingServer;
  app.get(Exposition).readFrom(() => parent.metricsOfAll());
  const keys = app.get(SigningKeys);
  const waitForKeys = async (): Promise<void> => {
    while (keys.freshness === 'none') await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  };
  await app.init();
  if (joins) await waitForKeys();
  if (server.isStopping) return;
  await server.listen();
  await waitForKeys();
  await parent.send({ word: 'ready' });
}
