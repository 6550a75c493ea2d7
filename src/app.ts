import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { requestLifecycle } from './data-actions/request/request-lifecycle.middleware.js';
import { ConfigClass } from './config/env.decorator.js';
import { Environment } from './config/environment.js';
import { secretValues } from './config/secret-values.js';
import { readConfigs } from './config/read-configs.js';
import { Catalogue } from './data-actions/catalogue/catalogue.js';
import { runDirectly } from './data-actions/pipeline/direct.interceptor.js';
import { AccessLog } from './observability/access-log.js';
import { DrainTracker } from './observability/drain-tracker.js';
import { Log } from './observability/log.js';
import { Metrics } from './observability/metrics.js';
import { tracingMiddleware } from './observability/tracing.middleware.js';
import { describeApi, DOCS_PATH, DOCUMENT_PATH } from './openapi/openapi.js';
import { registerSecrets } from './redaction/own-secrets.js';
import { DeadlineConfig } from './resilience/deadline/deadline.config.js';
import { limitConnections } from './server/wire/connection-limits.js';
import { FastExpressAdapter } from './server/adapter/fast-express.adapter.js';
import { clientAddress } from './server/gates/client-address.middleware.js';
import { rejectAmbiguousRequests } from './server/gates/reject-ambiguous-requests.middleware.js';
import { knownRoutes, RouteTable } from './server/gates/known-routes.middleware.js';
import { securityHeaders } from './server/gates/security-headers.js';
import { ServerConfig } from './server/wire/server.config.js';
import { TlsConfig } from './server/tls/tls.config.js';
import { TlsFiles } from './server/tls/tls-files.js';
import { inspected } from './status/inspector/inspected.js';
import { version } from './version.js';

export interface AppOptions {
  /** False serves the OpenAPI document without Swagger UI, whose files a bundle does not contain. */
  readonly swaggerUi?: boolean;
  /** False ignores the TLS configuration, for requests that come through memory. */
  readonly tls?: boolean;
}

/**
 * Creates the application without listening, for the server, the serverless function and tests.
 *
 * @throws InvalidConfiguration
 */
export async function createApp(
  environment: Environment,
  { swaggerUi = true, tls = true }: AppOptions = {},
): Promise<NestExpressApplication> {
  runDirectly();
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forEnvironment(environment),
    adapterFor(environment, tls),
    {
      bodyParser: false,
      bufferLogs: true,
      abortOnError: false,
    },
  );
  app.useLogger(app.get(Log));
  registerSecrets(() => secretValues((Class) => app.get<object>(Class)));
  const document = describeApi(app, version);
  app.set('query parser', 'simple').set('etag', false).disable('x-powered-by');
  app.use(
    requestLifecycle({
      drainTracker: app.get(DrainTracker),
      accessLog: app.get(AccessLog),
      deadline: app.get(DeadlineConfig),
    }),
  );
  const { trustProxy } = app.get(ServerConfig);
  if (trustProxy !== undefined) app.use(clientAddress(trustProxy));
  for (const middleware of inspected(app)) app.use(middleware);
  const routes = routeTable(document, app.get(Catalogue));
  app.use(securityHeaders((path) => routes.actions.has(path)));
  app.use(rejectAmbiguousRequests);
  app.use(knownRoutes(routes));
  app.use(tracingMiddleware);
  SwaggerModule.setup(DOCS_PATH, app, document, { jsonDocumentUrl: DOCUMENT_PATH, ui: swaggerUi });
  const { connectionsRefused } = app.get(Metrics);
  limitConnections(app.getHttpServer(), app.get(ServerConfig), (limit) => connectionsRefused.inc({ limit }));
  return app;
}

/** @throws InvalidConfiguration */
function adapterFor(environment: Environment, isOverTls: boolean): FastExpressAdapter {
  const configs = readConfigs(environment);
  const config = <T extends object>(Class: ConfigClass<T>): T => configs.get(Class) as T;
  const { headersTimeoutMs } = config(ServerConfig);
  const { actionTimeoutMs } = config(DeadlineConfig);
  return new FastExpressAdapter({
    headersTimeoutMs,
    actionTimeoutMs,
    tls: isOverTls ? TlsFiles.from(config(TlsConfig)) : undefined,
  });
}

/** Derives the routes from the OpenAPI document: a route that it does not describe returns 404. */
function routeTable({ paths }: OpenAPIObject, catalogue: Catalogue): RouteTable {
  const methods = new Map<string, readonly string[]>([[DOCUMENT_PATH, ['GET', 'HEAD']]]);
  for (const [path, item] of Object.entries(paths)) {
    const described = Object.keys(item).map((method) => method.toUpperCase());
    methods.set(path, described.includes('GET') ? [...described, 'HEAD'] : described);
  }
  const actions = catalogue.list().flatMap(({ name, routes }) => routes.map((route) => [route, name] as const));
  return { methods, actions: new Map(actions), filesBelow: DOCS_PATH };
}
