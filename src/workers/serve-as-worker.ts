import { createApp } from '../app.js';
import { SigningKeys } from '../auth/signing-keys/signing-keys.js';
import { Environment } from '../config/environment.js';
import { Exposition } from '../observability/exposition.js';
import { Metrics } from '../observability/metrics.js';
import { Parent } from './parent.js';
import { RunningServer } from './running-server.js';

/** Written behind the command of a worker that finds others at the port: it joins them when it can answer. */
export const JOINS = '--joins';

const LOOK_EVERY_MS = 50;

/**
 * Serves as one of several processes at one port, on the orders of their parent.
 *
 * Whoever is alone listens at once, so that probes are told why nothing is ready yet; whoever joins others waits for the
 * signing keys, so that no call comes to a process that cannot answer it.
 */
export async function serveAsWorker(environment: Environment, joins: boolean): Promise<void> {
  const booting = createApp(environment);
  const becoming = booting.then((app) => new RunningServer(app));
  const report = async (): Promise<void> => {
    const { registry } = (await booting).get(Metrics);
    await parent.tell({ word: 'report', metrics: await registry.getMetricsAsJSON() });
  };
  const stop = async (isReplaced: boolean): Promise<void> => {
    await (await becoming).stop({ isReplaced });
    await report();
    process.exit(0);
  };
  const parent = new Parent((order) => void (order === 'report' ? report() : stop(order === 'leave')));
  // A terminal tells the whole group; only the parent knows what is to be done.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

  const app = await booting;
  const serving = await becoming;
  app.get(Exposition).readFrom(() => parent.metricsOfAll());
  const keys = app.get(SigningKeys);
  const areKeysHeld = async (): Promise<void> => {
    while (keys.freshness === 'none') await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  };
  await app.init();
  if (joins) await areKeysHeld();
  if (serving.isStopping) return;
  await serving.listen();
  await areKeysHeld();
  await parent.tell({ word: 'ready' });
}
