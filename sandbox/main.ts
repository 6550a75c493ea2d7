import { actionExamples } from './action-examples.js';
import { Architect } from './architect.js';
import { callerClients } from './issuer/caller-clients.js';
import { ControlPage } from './control-page/control-page.js';
import { FlowCalls } from './control-page/flow-calls.js';
import { switches } from './control-page/switches.js';
import { Control } from './control-page/control.js';
import { freePort } from './process/free-port.js';
import { generatedDefinitions } from './generated-definitions.js';
import { hostedActions } from './hosted-actions.js';
import { RedisProcess } from './process/redis-process.js';
import { secretHash } from './issuer/secret-hash.js';
import { ServiceProcess } from './process/service-process.js';
import { ownVariables } from './process/own-variables.js';
import { watchSources } from './process/watch-sources.js';
import { SANDBOX_OPERATOR, welcome } from './welcome.js';
import { SANDBOX_CALLER, startWorld, World } from './world.js';

const DEFAULT_PORT = 3_000;
const INSPECTED_REQUESTS = '100';
/** SIGHUP: the terminal is closed. Before the service is ready, these signals end this process and the service at once. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const TOKEN_LIFETIME_SECONDS = 12 * 3_600;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Starts the service with simulators of all other systems, prints how to call it, and stays up. */
async function main(): Promise<void> {
  const wanted = Number(process.env['PORT'] ?? DEFAULT_PORT);
  const port = await freePort(wanted);
  if (port !== wanted) say(`Port ${wanted} is in use. The service uses port ${port}.`);
  const controlPort = await freePort(port + 1);
  const controlUrl = `http://127.0.0.1:${controlPort}`;
  const world = await startWorld();
  const redis = process.argv.includes('--redis') ? await RedisProcess.start() : undefined;
  say('Starting the service …');
  const environment = serviceEnvironment(world, controlUrl, redis);
  const service = await ServiceProcess.start(port, environment);
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say('\nStopping …');
    void service.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const { url } = service;
  const examples = await actionExamples(url);
  const calls = new FlowCalls(world, url, importedDefinitions(world, url), examples);
  const page = new ControlPage({ world, serviceUrl: url, switches: switches(world, redis), calls });
  const control = new Control(world, controlPort, page.routes());
  await control.start();
  const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFETIME_SECONDS;
  const token = world.issuer.token({ claims: { exp } });
  say(welcome({ url, controlUrl, token, caller: SANDBOX_CALLER, examples }));
  service.showLog();
  const sources = process.argv.includes('--watch')
    ? watchSources({ say, onBuilt: () => service.restart().then(() => say('Restarted the service.')) })
    : undefined;
  const code = await service.end;
  sources?.stop();
  if (!isStopping) say(`The service ended unexpectedly, with exit code ${code}.`);
  calls.endRepeat();
  await Promise.all([world.stop(), control.stop(), redis?.stop()]);
  process.exitCode = code ?? 1;
}

function serviceEnvironment(world: World, controlUrl: string, redis?: RedisProcess): Record<string, string> {
  const connected = world.environment({
    ...callerClients('OAUTH_CLIENTS'),
    ...(redis && { REDIS_URL: redis.url }),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    STATUS_PASSWORD_HASH: secretHash(SANDBOX_OPERATOR.password),
    INSPECTOR_REQUESTS: INSPECTED_REQUESTS,
    DOCS_PUBLIC_CLIENT: `${SANDBOX_CALLER.id}:${SANDBOX_CALLER.secret}`,
    START_PAGE_LINKS: `Control page=${controlUrl}/, Status page=/status, Request inspector=/status/requests`,
  });
  const logFormat = process.stdout.isTTY ? 'pretty' : 'json';
  return { LOG_FORMAT: logFormat, ...hostedActions(), ...ownVariables(process.env), ...connected };
}

/** Generates the definitions of all actions and imports them into the simulated Genesys Cloud. */
async function importedDefinitions(world: World, serviceUrl: string): Promise<Architect> {
  const flow = new Architect(world.genesys);
  for (const [name, definition] of await generatedDefinitions(serviceUrl)) await flow.import(name, definition);
  return flow;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
