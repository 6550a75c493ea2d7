import { IncomingMessage } from 'node:http';

/** Returns whether the client waits for `100 Continue` before it sends the body. HTTP/1.0 has no interim responses (RFC 9110 §10.1.1). */
export const isContinueExpected = ({ headers, httpVersion }: IncomingMessage): boolean =>
  httpVersion !== '1.0' && /^100-continue$/i.test(headers.expect ?? '');
