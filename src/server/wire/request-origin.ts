import { IncomingMessage } from 'node:http';

/**
 * Returns the URL of the service that a client used, such as `https://backend.example.com`. An earlier check has validated
 * `Host`.
 *
 * @param isBehindProxy whether `X-Forwarded-Proto` counts
 */
export function requestOrigin({ socket, headers }: IncomingMessage, isBehindProxy: boolean): string {
  const isEncrypted = 'encrypted' in socket || (isBehindProxy && headers['x-forwarded-proto'] === 'https');
  return `${isEncrypted ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;
}
