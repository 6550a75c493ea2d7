import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { HttpEvent } from './http-event.js';
import { InMemoryResponse } from '../../server/wire/in-memory-request.js';

/** Headers that describe the in-memory connection and not the gateway's connection. */
const DROPPED_HEADERS = ['connection', 'keep-alive', 'transfer-encoding'];

/** Returns the response in the format of the event's sender: API Gateway, function URL or load balancer. */
export function httpResponse(event: HttpEvent, { status, headers, body }: InMemoryResponse): object {
  const isText = isUtf8(body);
  const forwarded = Object.entries(headers).filter(([name]) => !DROPPED_HEADERS.includes(name));
  const single = Object.fromEntries(forwarded.map(([name, value]) => [name, String(value)]));
  const multiple = Object.fromEntries(forwarded.map(([name, value]) => [name, [value].flat()]));
  return {
    statusCode: status,
    ...(event.requestContext?.elb && { statusDescription: `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() }),
    // A load balancer that sends multi-value headers ignores single-value headers.
    ...(event.multiValueHeaders ? { multiValueHeaders: multiple } : { headers: single }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
