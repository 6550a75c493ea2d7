import { actionExamples } from './action-examples.js';
import { Architect } from './architect.js';
import { freePort } from './free-port.js';
import { ownCredentials } from './own-credentials.js';
import { ServiceProcess } from './service-process.js';
import { generatedDefinitions } from './generated-definitions.js';
import { startWorld, World } from './world.js';

const USUAL_PORT = 3_000;
const TOKEN_LIFETIME_SECONDS = 12 * 3_600;

/** Runs the service against simulators of everything around it, shows how to call it, and stays up. */
async function main(): Promise<void> {
  const world = await startWorld({ control: true });
  const port = await freePort(Number(process.env['PORT'] ?? USUAL_PORT));
  const service = await ServiceProcess.start(
    port,
    world.environment({ ...ownCredentials('OAUTH_CLIENTS'), LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' }),
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
    `Control      ${world.control?.url}  (faults, calls, keys; see docs/sandbox.md)`,
    '',
    'Token, good for 12 hours:',
    token,
    '',
    'Paste one of these:',
    '',
    ...curls,
    ...(await runnerLines(url, world)),
    'Ctrl+C stops everything.',
    '',
  ].join('\n');
}

/** How to run a Data Action from its generated definition, and how to import another one. */
async function runnerLines(url: string, { genesys }: World): Promise<string[]> {
  const flow = new Architect(genesys);
  for (const [name, definition] of await generatedDefinitions(url)) await flow.import(name, definition);
  const actions = `${genesys.url}/api/v2/integrations/actions`;
  const curl = `curl -sS -H 'Authorization: Bearer ${flow.token}' -H 'Content-Type: application/json'`;
  return [
    "The sandbox's Genesys Cloud has imported all definitions. Run one as it does, step by step, or import your own:",
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
