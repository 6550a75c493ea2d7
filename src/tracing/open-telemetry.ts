import { diag, DiagLogLevel } from '@opentelemetry/api';
import { core, NodeSDK, resources } from '@opentelemetry/sdk-node';
import { Environment } from '../config/environment.js';
import { installTracer } from '../observability/tracer.js';
import { version } from '../version.js';
import { CallSpans } from './call-spans.js';
import { httpSpans } from './http-spans.js';
import { redisSpans } from './redis-spans.js';
import { OtelDiagLogger } from './otel-diag-logger.js';

const NAME = 'genesys-cloud-data-actions-backend';

/** Starts OpenTelemetry's SDK for traces alone: metrics are Prometheus' to fetch, and the log goes to standard output. */
export function startTracing(environment: Environment): void {
  const sdk = new NodeSDK({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': NAME, 'service.version': version })),
    instrumentations: [...httpSpans(), redisSpans()],
    metricReaders: [],
    logRecordProcessors: [],
    // Left to itself, the SDK would also pass on whatever a caller puts into `baggage`.
    ...(!environment['OTEL_PROPAGATORS']?.trim() && { textMapPropagator: new core.W3CTraceContextPropagator() }),
  });
  const logLevel = core.diagLogLevelFromString(environment['OTEL_LOG_LEVEL']) ?? DiagLogLevel.WARN;
  diag.setLogger(new OtelDiagLogger(), { logLevel, suppressOverrideMessage: true });
  sdk.start();
  installTracer(new CallSpans(() => sdk.shutdown()));
}
