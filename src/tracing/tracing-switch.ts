import { Environment } from '../config/environment.js';

/**
 * Whether calls are to be traced, by OpenTelemetry's own variables: where an exporter or the address of a collector is
 * named. Its SDK alone would take neither as «to a collector on this machine».
 */
export function isTracingEnabled(environment: Environment): boolean {
  const read = (name: string): string => environment[`OTEL_${name}`]?.trim().toLowerCase() ?? '';
  if (read('SDK_DISABLED') === 'true') return false;
  const exporter = read('TRACES_EXPORTER');
  if (exporter !== '') return exporter !== 'none';
  return read('EXPORTER_OTLP_ENDPOINT') !== '' || read('EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
}
