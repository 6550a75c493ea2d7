import { createRequire } from 'node:module';
import { processEnvironment } from '../config/variables/environment.js';
import { isTracingEnabled } from './tracing-switch.js';

type OpenTelemetry = typeof import('./open-telemetry.js');

/**
 * Starts tracing if it is enabled. Otherwise the libraries of OpenTelemetry are not loaded. Import this file first, because
 * OpenTelemetry instruments only modules that are loaded later.
 */
const environment = processEnvironment();
if (isTracingEnabled(environment))
  (createRequire(__filename)('./open-telemetry.js') as OpenTelemetry).startTracing(environment);
