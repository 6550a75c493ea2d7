import { ConnectTimeout } from './connect-timeout.js';

/** System errors of name resolution and connect, and Node's own of the TLS handshake. */
const BEFORE_SENDING =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

/** Whether a request failed before a byte of it was sent, so that nothing can have happened upstream. */
export function neverSent(error: unknown): boolean {
  if (error instanceof ConnectTimeout) return true;
  if (!(error instanceof Error)) return false;
  if ('code' in error && BEFORE_SENDING.test(String(error.code))) return true;
  return error.cause !== error && neverSent(error.cause);
}
