import { actionExamples } from './action-examples.js';
import { Architect } from './architect.js';
import { freePort } from './free-port.js';
import { callerClients } from './caller-clients.js';
import { ServiceProcess } from './service-process.js';
import { generatedDefinitions } from './generated-definitions.js';
import { startWorld, World } from './world.js';

const DEFAULT_PORT = 3_000;
const TOKEN_LIFETIME_SECONDS = 12 * 3_600;

/** Starts the service with simulators of all other systems, prints how to call it, and stays up. */
async function main(): Promise<void> {
  const world = await startWorld({ control: true });
  const port = await freePort(Number(process.env['PORT'] ?? DEFAULT_PORT));
  const service = await ServiceProcess.start(
    port,
    world.environment({ ...callerClients('OAUTH_CLIENTS'), LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' }),
  );
  process.stdout.write(await welcome(service, world));
  service.showLog();
  const stop = (): void => void service.stop();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const code = await service.end;
  await world.stop();
  process.exitCode = code ?? 1;
}

async function welcome({ url }: ServiceProcess, world: World): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFETIME_SECONDS;
  const token = world.issuer.token({ claims: { exp } });
  const curls = (await actionExamples(url)).map(
    ({ path, summary, input }) =>
      `# ${summary}\ncurl -sS ${url}${path} \\\n` +
      `  -H 'Authorization: Bearer ${token}' \\\n  -H 'Content-Type: application/json' \\\n` +
      `  -d '${JSON.stringify(input).replaceAll("'", `'\\''`)}'\n`,
  );
  return [
    '',
    `Swagger UI   ${url}/docs  (Authorize with the token below)`,
    `Health       ${url}/health`,
    ...world.simulators.map(({ name, url: address }) => `${name.padEnd(12)} ${address}`),
    `Control API  ${world.control?.url}  (faults, requests, keys: docs/sandbox.md)`,
    '',
    'Token, valid for 12 hours:',
    token,
    '',
    'Call an action:',
    '',
    ...curls,
    ...(await runnerLines(url, world)),
    'Press Ctrl+C to stop.',
    '',
  ].join('\n');
}

/** Returns commands that run a Data Action from its generated definition and import another one. */
async function runnerLines(url: string, { genesys }: World): Promise<string[]> {
  const flow = new Architect(genesys);
  for (const [name, definition] of await generatedDefinitions(url)) await flow.import(name, definition);
  const actions = `${genesys.url}/api/v2/integrations/actions`;
  const curl = `curl -sS -H 'Authorization: Bearer ${flow.token}' -H 'Content-Type: application/json'`;
  return [
    "The sandbox's Genesys Cloud has imported all definitions. Run one step by step, or import your own:",
    '',
    `${curl} '${actions}/${flow.idOf('customer-lookup')}/test?flatten=true' -d '{"customer_id":"c-1"}'`,
    `${curl} '${actions}' -d @my-action.custom.json`,
    '',
  ];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
