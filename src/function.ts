import { processEnvironment } from './config/environment.js';
import { FunctionApp } from './function/function-app.js';
import { RuntimeContext } from './function/runtime-context.js';

let running: Promise<FunctionApp> | undefined;

/**
 * The serverless entrypoint, for Genesys Functions and AWS Lambda: the same application as the server's, started by the
 * first event and kept for all that follow.
 *
 * @returns what the sender of the event takes: a gateway an HTTP answer, `{input}` a status and a body, a flat event the output
 * @throws FunctionFailure for a flat event that failed; InvalidConfiguration where the application cannot start
 */
export async function handler(event: unknown, context?: RuntimeContext): Promise<unknown> {
  running ??= FunctionApp.start(processEnvironment()).catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  const app = await running;
  return app.answer(event, context ?? {});
}
