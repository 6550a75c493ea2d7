import { diag, DiagLogLevel } from '@opentelemetry/api';
import { core, NodeSDK, resources } from '@opentelemetry/sdk-node';
import { Environment } from '../config/variables/environment.js';
import { installTracer } from '../observability/call/tracer.js';
import { version } from '../config/version.js';
import { CallSpans } from './call-spans.js';
import { httpSpans } from './http-spans.js';
import { redisSpans } from './redis-spans.js';
import { OtelDiagLogger } from './otel-diag-logger.js';

const NAME = 'genesys-cloud-data-actions-backend';

/** Starts the OpenTelemetry SDK for traces only. Prometheus scrapes the metrics, and logs go to standard output. */
export function startTracing(environment: Environment): void {
  const sdk = new NodeSDK({
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': NAME, 'service.version': version })),
    instrumentations: [...httpSpans(), redisSpans()],
    metricReaders: [],
    logRecordProcessors: [],
    // The default propagators would also forward the caller's `baggage` header.
    ...(!environment['OTEL_PROPAGATORS']?.trim() && { textMapPropagator: new core.W3CTraceContextPropagator() }),
  });
  const logLevel = core.diagLogLevelFromString(environment['OTEL_LOG_LEVEL']) ?? DiagLogLevel.WARN;
  diag.setLogger(new OtelDiagLogger(), { logLevel, suppressOverrideMessage: true });
  sdk.start();
  installTracer(new CallSpans(() => sdk.shutdown()));
}
