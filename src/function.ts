import { processEnvironment } from './config/variables/environment.js';
import { FunctionApp } from './function/function-app.js';
import { RuntimeContext } from './function/runtime/runtime-context.js';

let running: Promise<FunctionApp> | undefined;

/**
 * Handles an event of Genesys Functions or AWS Lambda with the same application as the server. The first event starts the
 * application; later events of the instance reuse it.
 *
 * @returns an HTTP response for a gateway's event, `{statusCode, body}` for `{input}`, the plain output for any other
 * event
 * @throws FunctionFailure if the action fails on an event that expects the plain output
 * @throws InvalidConfiguration if the application cannot start
 */
export async function handler(event: unknown, context?: RuntimeContext): Promise<unknown> {
  running ??= FunctionApp.start(processEnvironment()).catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  const app = await running;
  return app.handle(event, context ?? {});
}
