import { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { RequestLifecycle } from './data-actions/request/request-lifecycle.middleware.js';
import { ConfigClass } from './config/variables/env.decorator.js';
import { Environment } from './config/variables/environment.js';
import { FileWatcher } from './config/files/file-watcher.js';
import { secretValues } from './config/values/secret-values.js';
import { readConfigs } from './config/variables/read-configs.js';
import { Catalogue } from './data-actions/catalogue/catalogue.js';
import { Log } from './observability/log/log.js';
import { Metrics } from './observability/metrics/metrics.js';
import { tracingMiddleware } from './observability/call/tracing.middleware.js';
import { LoadShedding } from './overload/load-shedding.js';
import { serveDocs } from './openapi/serve-docs.js';
import { registerSecrets } from './redaction/own-secrets.js';
import { DeadlineConfig } from './resilience/deadline/deadline.config.js';
import { limitConnections } from './server/wire/connection-limits.js';
import { FastExpressAdapter } from './server/adapter/fast-express.adapter.js';
import { clientAddress } from './server/gates/client-address.middleware.js';
import { rejectAmbiguousRequests } from './server/gates/reject-ambiguous-requests.middleware.js';
import { inOrder } from './server/gates/in-order.js';
import { ActionPaths, nameRoute } from './server/gates/name-route.middleware.js';
import { securityHeaders } from './server/gates/security-headers.js';
import { ServerConfig } from './server/wire/server.config.js';
import { TlsConfig } from './server/tls/tls.config.js';
import { TlsFiles } from './server/tls/tls-files.js';
import { inspectionMiddleware } from './status/inspector/record/inspection.middleware.js';

export interface AppOptions {
  /** False: serves the OpenAPI document without Swagger UI. A bundle does not contain the files of Swagger UI. */
  readonly swaggerUi?: boolean;
  /** False: ignores the TLS configuration. For requests that arrive in memory and not over a network. */
  readonly tls?: boolean;
  /** Root module. Default: `AppModule`. A custom root module imports it. */
  readonly module?: Type | DynamicModule;
  /** Override the options for Nest. */
  readonly nest?: NestApplicationOptions;
}

/**
 * Creates the application without listening, for the server, the serverless function and tests.
 *
 * @throws InvalidConfiguration
 */
export async function createApp(
  environment: Environment,
  { swaggerUi = true, tls = true, module = AppModule.forEnvironment(environment), nest }: AppOptions = {},
): Promise<NestExpressApplication> {
  const { adapter, tlsFiles } = adapterFor(environment, tls);
  const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
    ...nest,
  });
  app.useLogger(app.get(Log));
  if (tlsFiles) app.get(FileWatcher).watch(tlsFiles.files);
  registerSecrets(() => secretValues((Class) => app.get<object>(Class)));
  app.set('query parser', 'simple').set('etag', false).disable('x-powered-by');
  const shedding = app.get(LoadShedding, { strict: false });
  adapter.useGate(shedding);
  app.getHttpServer().on('connection', () => shedding.recordConnection());
  const lifecycle = app.get(RequestLifecycle);
  const { trustProxy } = app.get(ServerConfig);
  const actions = actionPaths(app.get(Catalogue));
  app.use(
    inOrder(
      lifecycle.use.bind(lifecycle),
      ...(trustProxy === undefined ? [] : [clientAddress(trustProxy)]),
      ...inspectionMiddleware(app),
      securityHeaders((path) => actions.has(path)),
      rejectAmbiguousRequests,
      nameRoute(() => servedPaths(app), actions),
      tracingMiddleware,
    ),
  );
  serveDocs(app, { ui: swaggerUi });
  const { connectionsRefused } = app.get(Metrics);
  limitConnections(app.getHttpServer(), app.get(ServerConfig), (limit) => connectionsRefused.inc({ limit }));
  return app;
}

/** @throws InvalidConfiguration */
function adapterFor(
  environment: Environment,
  isOverTls: boolean,
): { adapter: FastExpressAdapter; tlsFiles: TlsFiles | undefined } {
  const configs = readConfigs(environment);
  const config = <T extends object>(Class: ConfigClass<T>): T => configs.get(Class) as T;
  const { headersTimeoutMs, httpFastPath } = config(ServerConfig);
  const { actionTimeoutMs } = config(DeadlineConfig);
  const tlsFiles = isOverTls ? TlsFiles.from(config(TlsConfig)) : undefined;
  const isFast = httpFastPath === 'on';
  return { adapter: new FastExpressAdapter({ isFast, headersTimeoutMs, actionTimeoutMs, tls: tlsFiles }), tlsFiles };
}

const actionPaths = (catalogue: Catalogue): ActionPaths =>
  new Map(catalogue.list().flatMap(({ name, routes }) => routes.map((route) => [route, name] as const)));

/** Returns the paths of all routes, which are known when the application has started. */
const servedPaths = (app: NestExpressApplication): string[] =>
  app
    .getHttpAdapter()
    .getInstance()
    .router.stack.flatMap(({ route }) => (route ? [route.path] : []));
