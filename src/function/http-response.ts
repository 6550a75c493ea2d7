import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { HttpEvent } from './http-event.js';
import { InMemoryResponse } from './in-memory-request.js';

/** What belongs to our own connection and not to the gateway's. */
const NOT_PASSED_ON = ['connection', 'keep-alive', 'transfer-encoding'];

/** An answer in the form that the sender of an event takes: API Gateways and function URLs, load balancers with their own. */
export function httpResponse(event: HttpEvent, { status, headers, body }: InMemoryResponse): object {
  const isText = isUtf8(body);
  const passedOn = Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.includes(name));
  const single = Object.fromEntries(passedOn.map(([name, value]) => [name, String(value)]));
  const multiple = Object.fromEntries(passedOn.map(([name, value]) => [name, [value].flat()]));
  return {
    statusCode: status,
    ...(event.requestContext?.elb && { statusDescription: `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() }),
    // Whoever sends lists reads lists, and a load balancer then reads nothing else.
    ...(event.multiValueHeaders ? { multiValueHeaders: multiple } : { headers: single }),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
