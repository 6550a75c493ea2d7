import { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import { arrival } from './arrival.js';
import { answerClientErrors } from './client-error.js';
import { Environment } from './config/environment.js';
import { Catalogue } from './data-actions/catalogue.js';
import { seconds } from './durations.js';
import { methodGate, RouteTable } from './method-gate.js';
import { CallLog } from './observability/call-log.js';
import { Intake } from './observability/intake.js';
import { Log } from './observability/log.js';
import { describeApi, DOCS_PATH, DOCUMENT_PATH } from './openapi.js';
import { DeadlineConfig } from './resilience/deadline.config.js';
import { ServerConfig } from './server.config.js';
import { version } from './version.js';

/** Longer than the idle limit of the usual load balancers, so that it is they who close a connection that nobody uses. */
const KEEP_ALIVE_MS = seconds(65);

export interface AppOptions {
  /** False: the OpenAPI document is served without the pages around it, which come as files. */
  readonly swaggerUi?: boolean;
}

/**
 * Makes the application, whole but not yet listening: for the server, the serverless function and the tests alike.
 *
 * @throws InvalidConfiguration
 */
export async function createApp(
  environment: Environment,
  { swaggerUi = true }: AppOptions = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forEnvironment(environment), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Log));
  const document = describeApi(app, version);
  app.set('trust proxy', app.get(ServerConfig).trustProxy);
  app.set('query parser', 'simple').set('etag', false).disable('x-powered-by');
  app.use(arrival({ intake: app.get(Intake), callLog: app.get(CallLog), deadline: app.get(DeadlineConfig) }));
  app.use(methodGate(routeTable(document, app.get(Catalogue))));
  // Many run this in plain HTTP behind a proxy; told to upgrade, a browser would not find the scripts of Swagger UI.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  SwaggerModule.setup(DOCS_PATH, app, document, { jsonDocumentUrl: DOCUMENT_PATH, ui: swaggerUi });
  prepareServer(app.getHttpServer());
  return app;
}

/** What is served, from the description of the API: what is not described does not exist. */
function routeTable({ paths }: OpenAPIObject, catalogue: Catalogue): RouteTable {
  const methods = new Map<string, readonly string[]>([[DOCUMENT_PATH, ['GET', 'HEAD']]]);
  for (const [path, item] of Object.entries(paths)) {
    const named = Object.keys(item).map((method) => method.toUpperCase());
    methods.set(path, named.includes('GET') ? [...named, 'HEAD'] : named);
  }
  const actions = catalogue.list().flatMap(({ name, routes }) => routes.map((route) => [route, name] as const));
  return { methods, actions: new Map(actions), filesBelow: DOCS_PATH };
}

function prepareServer(server: Server): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  answerClientErrors(server);
  // The body reader asks for the body once the caller is known; Node alone would ask at once (RFC 9110 §10.1.1).
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
