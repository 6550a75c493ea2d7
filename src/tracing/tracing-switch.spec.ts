import { isTracingEnabled } from './tracing-switch.js';

const COLLECTOR = 'http://collector:4318';

describe('isTracingEnabled', () => {
  it.each([
    { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${COLLECTOR}/v1/traces` },
    { OTEL_TRACES_EXPORTER: 'otlp' },
    { OTEL_TRACES_EXPORTER: 'console' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_SDK_DISABLED: 'false' },
  ])('returns true for %j', (environment) => {
    expect(isTracingEnabled(environment)).toBe(true);
  });

  it.each([
    {},
    { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: ' ' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_SDK_DISABLED: 'true' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: COLLECTOR, OTEL_SDK_DISABLED: 'TRUE' },
  ])('returns false for %j', (environment) => {
    expect(isTracingEnabled(environment)).toBe(false);
  });
});
