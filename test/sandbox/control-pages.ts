import { actionExamples } from '../../sandbox/action-examples.js';
import { Architect } from '../../sandbox/architect.js';
import { callerClients } from '../../sandbox/issuer/caller-clients.js';
import { ControlPage } from '../../sandbox/control-page/control-page.js';
import { FlowCalls } from '../../sandbox/control-page/flow-calls.js';
import { switches } from '../../sandbox/control-page/switches.js';
import { Control } from '../../sandbox/control-page/control.js';
import { generatedDefinitions } from '../definitions/generated-definitions.js';
import { stopAfterSuite } from '../support/clean-up.js';
import { startService, TestService } from '../support/service.js';

/** The service with the control page of the sandbox. */
export interface ControlledService {
  readonly service: TestService;
  readonly control: Control;
  readonly calls: FlowCalls;
  stop(): Promise<void>;
}

/** Starts the service and its control page as `npm run sandbox` does. */
export async function startControlledService(
  environment: Readonly<Record<string, string>> = {},
): Promise<ControlledService> {
  const service = await startService({ environment: { ...callerClients('OAUTH_CLIENTS'), ...environment } });
  const { world, url } = service;
  const flow = new Architect(world.genesys);
  for (const [name, definition] of await generatedDefinitions(url)) await flow.import(name, definition);
  const calls = new FlowCalls(world, url, Promise.resolve(flow), await actionExamples(url));
  const page = new ControlPage({ world, serviceUrl: url, switches: switches(world), calls });
  const control = new Control(world, 0, page.routes());
  await control.start();
  const stop = async (): Promise<void> => {
    calls.endRepeat();
    await Promise.all([control.stop(), service.stop()]);
  };
  return stopAfterSuite({ service, control, calls, stop });
}
