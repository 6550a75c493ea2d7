import { get } from 'node:http';
import { get as getOverTls } from 'node:https';
import { processEnvironment } from '../config/variables/environment.js';
import { seconds } from '../time/durations.js';

/** Shorter than the container's timeout, so that the probe sets the exit code. */
const TIMEOUT_MS = seconds(2);

/** Checks the health of the container: exits with code 0 if the service in this container responds. */
function probe(): void {
  const { PORT, HOST, TLS_CERT_FILE } = processEnvironment();
  const isAnywhere = !HOST || HOST === '0.0.0.0' || HOST === '::';
  const options = {
    host: isAnywhere ? '127.0.0.1' : HOST,
    port: Number(PORT || 3_000),
    path: '/health/live',
    timeout: TIMEOUT_MS,
    // The certificate is for the public name and not for the local address.
    rejectUnauthorized: false,
  };
  const send = TLS_CERT_FILE ? getOverTls : get;
  const request = send(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
  request.on('timeout', () => process.exit(1));
  request.on('error', () => process.exit(1));
}

probe();
