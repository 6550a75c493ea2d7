import { freePort } from './free-port.js';
import { ServiceProcess } from './service-process.js';
import { ANSWERS } from './tour/answers.js';
import { OUTAGES } from './tour/outages.js';
import { REFUSALS } from './tour/refusals.js';
import { runSteps } from './tour/report.js';
import { WRITES } from './tour/writes.js';
import { startWorld } from './world.js';

/** Time for a call that runs into a hanging upstream; short, so that nobody waits for the tour. */
const ACTION_TIMEOUT_MS = '1500';

/** Calls every action as a flow would, in good times and bad, and tells whether all was as it should be. */
async function main(): Promise<void> {
  const world = await startWorld();
  const service = await ServiceProcess.start(
    await freePort(),
    world.environment({ LOG_LEVEL: 'fatal', ACTION_TIMEOUT_MS }),
  );
  const failures = await runSteps([...ANSWERS, ...WRITES, ...REFUSALS, ...OUTAGES], { world, url: service.url });
  const code = await service.stop();
  await world.stop();
  process.stdout.write(`\nThe service stopped with exit code ${code}.\n`);
  process.exitCode = failures === 0 && code === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
