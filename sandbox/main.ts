import { actionExamples } from './action-examples.js';
import { callerClients } from './caller-clients.js';
import { Control } from './control.js';
import { freePort } from './free-port.js';
import { secretHash } from './secret-hash.js';
import { ServiceProcess } from './service-process.js';
import { SANDBOX_OPERATOR, welcome } from './welcome.js';
import { SANDBOX_CALLER, startWorld, World } from './world.js';

const DEFAULT_PORT = 3_000;
const INSPECTED_REQUESTS = '100';
/** SIGHUP: the terminal is closed. Before the service is ready, they end the process at once, and the service with it. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const TOKEN_LIFETIME_SECONDS = 12 * 3_600;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Starts the service with simulators of all other systems, prints how to call it, and stays up. */
async function main(): Promise<void> {
  const wanted = Number(process.env['PORT'] ?? DEFAULT_PORT);
  const port = await freePort(wanted);
  if (port !== wanted) say(`Port ${wanted} is in use. The service uses port ${port}.`);
  const world = await startWorld();
  const control = new Control(world, await freePort(port + 1));
  await control.start();
  say('Starting the service …');
  const service = await ServiceProcess.start(port, serviceEnvironment(world, control.url));
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    say('\nStopping …');
    void service.stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  const exp = Math.floor(Date.now() / 1_000) + TOKEN_LIFETIME_SECONDS;
  const token = world.issuer.token({ claims: { exp } });
  const examples = await actionExamples(service.url);
  say(welcome({ url: service.url, controlUrl: control.url, token, caller: SANDBOX_CALLER, examples }));
  service.showLog();
  const code = await service.end;
  if (!isStopping) say(`The service ended unexpectedly, with exit code ${code}.`);
  await Promise.all([world.stop(), control.stop()]);
  process.exitCode = code ?? 1;
}

function serviceEnvironment(world: World, controlUrl: string): Record<string, string> {
  return world.environment({
    ...callerClients('OAUTH_CLIENTS'),
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    STATUS_PASSWORD_HASH: secretHash(SANDBOX_OPERATOR.password),
    INSPECTOR_REQUESTS: INSPECTED_REQUESTS,
    START_PAGE_LINKS: `Control page=${controlUrl}/, Status page=/status, Request inspector=/status/requests`,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
