import { get } from 'node:http';
import { get as getOverTls } from 'node:https';
import { processEnvironment } from '../config/environment.js';
import { seconds } from '../durations.js';

/** Less than the container's own limit, so that the exit code is ours. */
const LIMIT_MS = seconds(2);

/** Asks the service beside it whether it is alive, for the health check of a container: exit code 0 if so. */
function probe(): void {
  const { PORT, HOST, TLS_CERT_FILE } = processEnvironment();
  const isAnywhere = !HOST || HOST === '0.0.0.0' || HOST === '::';
  const options = {
    host: isAnywhere ? '127.0.0.1' : HOST,
    port: Number(PORT || 3_000),
    path: '/health/live',
    timeout: LIMIT_MS,
    // It is ourselves whom we ask, and our certificate is for another name.
    rejectUnauthorized: false,
  };
  const ask = TLS_CERT_FILE ? getOverTls : get;
  const call = ask(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
  call.on('timeout', () => process.exit(1));
  call.on('error', () => process.exit(1));
}

probe();
