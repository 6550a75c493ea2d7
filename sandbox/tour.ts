import { Architect } from './architect.js';
import { freePort } from './process/free-port.js';
import type { JsonObject } from './json/json-object.js';
import { callerClients } from './issuer/caller-clients.js';
import { ServiceProcess } from './process/service-process.js';
import { SUCCESSES } from './tour/successes.js';
import { generatedDefinitions } from './generated-definitions.js';
import { hostedActions } from './hosted-actions.js';
import { HOSTED } from './tour/hosted.js';
import { OUTAGES } from './tour/outages.js';
import { REJECTIONS } from './tour/rejections.js';
import { runSteps } from './tour/report.js';
import { TOKENS } from './tour/tokens.js';
import { WRITES } from './tour/writes.js';
import { startWorld } from './world.js';

/** Short deadline, so that calls to a hanging upstream end soon. */
const ACTION_TIMEOUT_MS = '1500';

const STEPS = [...SUCCESSES, ...WRITES, ...REJECTIONS, ...HOSTED, ...OUTAGES, ...TOKENS];

/** Calls every action as a flow does, with and without failures, and checks the results. */
async function main(): Promise<void> {
  const world = await startWorld();
  const port = await freePort();
  const environment = world.environment({
    ...callerClients('OAUTH_CLIENTS'),
    ...hostedActions(),
    LOG_LEVEL: 'fatal',
    ACTION_TIMEOUT_MS,
  });
  let service = await ServiceProcess.start(port, environment);
  const restart = async (): Promise<ServiceProcess> => {
    await service.stop();
    return (service = await ServiceProcess.start(port, environment));
  };
  const flow = new Architect(world.genesys);
  await importDefinitions(flow, service.url);
  const failures = await runSteps(STEPS, { world, url: service.url, flow, restart });
  const code = await service.stop();
  await world.stop();
  process.stdout.write(`\nThe service stopped with exit code ${code}.\n`);
  process.exitCode = failures === 0 && code === 0 ? 0 : 1;
}

/** Imports the generated definitions twice: as they are, and with the failure style `status`. */
async function importDefinitions(flow: Architect, serviceUrl: string): Promise<void> {
  const definitions = await generatedDefinitions(serviceUrl);
  for (const [name, definition] of definitions) {
    await flow.import(name, definition);
    if (definition['actionType'] === 'custom') await flow.import(`${name} by status`, withStatusStyle(definition));
  }
  process.stdout.write(`\n${definitions.size} definitions generated and imported into the sandbox's Genesys Cloud.\n`);
}

/** Returns a definition as `--failure-style status` generates it. */
function withStatusStyle(definition: JsonObject): JsonObject {
  return JSON.parse(
    JSON.stringify(definition).replace('"X-Failure-Style":"in-body"', '"X-Failure-Style":"status"'),
  ) as JsonObject;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
