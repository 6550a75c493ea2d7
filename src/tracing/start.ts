import { createRequire } from 'node:module';
import { processEnvironment } from '../config/environment.js';
import { isTracingEnabled } from './tracing-switch.js';

type OpenTelemetry = typeof import('./open-telemetry.js');

/**
 * Tracing, where the environment asks for it; else its libraries are not even loaded. To be imported before everything
 * else: HTTP and Redis are followed where they are loaded after it.
 */
const environment = processEnvironment();
if (isTracingEnabled(environment))
  (createRequire(__filename)('./open-telemetry.js') as OpenTelemetry).startTracing(environment);
