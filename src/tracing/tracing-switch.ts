import { Environment } from '../config/variables/environment.js';

/**
 * Returns whether OpenTelemetry's variables name an exporter or a collector. Without them, the SDK would send to a
 * collector on localhost by default.
 */
export function isTracingEnabled(environment: Environment): boolean {
  const read = (name: string): string => environment[`OTEL_${name}`]?.trim().toLowerCase() ?? '';
  if (read('SDK_DISABLED') === 'true') return false;
  const exporter = read('TRACES_EXPORTER');
  if (exporter !== '') return exporter !== 'none';
  return read('EXPORTER_OTLP_ENDPOINT') !== '' || read('EXPORTER_OTLP_TRACES_ENDPOINT') !== '';
}
