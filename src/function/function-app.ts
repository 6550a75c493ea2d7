import { Logger } from '@nestjs/common';
import { NestExpressApplication } from '@nestjs/platform-express';
import { createApp } from '../app.js';
import { trustConnection } from '../auth/access/trusted-connection.js';
import { Environment } from '../config/variables/environment.js';
import { InvalidConfiguration } from '../config/variables/read-configs.js';
import { Catalogue } from '../data-actions/catalogue/catalogue.js';
import { RedisConfig } from '../redis/redis.config.js';
import { limitCalls } from '../resilience/deadline/connection-limit.js';
import { FunctionConfig } from './invocation/function.config.js';
import { httpResponse } from './http/http-response.js';
import { isHttpEvent } from './http/http-event.js';
import { readHttpRequest } from './http/http-request.js';
import { sendInMemory } from '../server/wire/in-memory-request.js';
import { Invocation } from './invocation/invocation.js';
import { callLimitMs, RuntimeContext } from './runtime/runtime-context.js';
import { readRuntimeEvent } from './runtime/runtime-event.js';
import { internalErrorResponse } from './internal-error-response.js';

/** A runtime starts one instance per concurrent call, each with its own memory. */
const WARNING_WITHOUT_REDIS =
  'A repeated write is detected only within one instance: set REDIS_URL to detect it across all instances';

/** The application for a serverless runtime: handles events and opens no port. */
export class FunctionApp {
  private readonly config: FunctionConfig;

  private constructor(private readonly app: NestExpressApplication) {
    this.config = app.get(FunctionConfig);
  }

  /** @throws InvalidConfiguration */
  static async start(environment: Environment): Promise<FunctionApp> {
    const app = await createApp(environment, { swaggerUi: false, tls: false });
    await app.init();
    const actions = app.get(Catalogue).list();
    const { action } = app.get(FunctionConfig);
    if (action !== undefined && !actions.some(({ name }) => name === action)) {
      await app.close();
      throw new InvalidConfiguration(['FUNCTION_ACTION is not the name of an enabled action']);
    }
    if (!app.get(RedisConfig).address && actions.some(({ effect }) => effect === 'write'))
      new Logger('Function').warn(WARNING_WITHOUT_REDIS);
    return new FunctionApp(app);
  }

  /** Handles one event and returns the result in the format of its sender. @throws FunctionFailure */
  async handle(event: unknown, context: RuntimeContext): Promise<unknown> {
    const { request, caller, respond } = this.read(event, context);
    const limitMs = callLimitMs(context);
    const response = sendInMemory(this.app.getHttpServer(), request, (connection) => {
      limitCalls(connection, limitMs);
      if (caller) trustConnection(connection, caller);
    });
    return respond(await response.catch(internalErrorResponse));
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  private read(event: unknown, context: RuntimeContext): Invocation {
    if (!isHttpEvent(event)) return readRuntimeEvent(event, context, this.config);
    return { request: readHttpRequest(event, this.config), respond: (response) => httpResponse(event, response) };
  }
}
