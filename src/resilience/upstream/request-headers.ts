import { InvalidInput } from '../../errors/request-errors.js';
import { UpstreamCall, UpstreamRequest } from './upstream-request.js';

export type Headers = Readonly<Record<string, string>>;

/** Characters of a header value (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Rejects header values that an upstream could read as more than one header. @throws InvalidInput */
export function checkHeaders(headers: Headers = {}): void {
  for (const name in headers)
    if (!VALUE.test(headers[name] ?? ''))
      throw new InvalidInput(`The value of the header ${name} has invalid characters`);
}

interface HeaderSources {
  readonly call: UpstreamCall;
  /** Name of the header for the correlation id. */
  readonly correlationHeader: string;
  readonly credentials: Headers;
}

/**
 * Adds the correlation id, the trace of the call and the credentials. Headers of the request replace the id and the trace,
 * but not the credentials.
 */
export function withAllHeaders(
  request: UpstreamRequest,
  { call, correlationHeader, credentials }: HeaderSources,
): UpstreamRequest {
  const { correlationId, trace } = call.record ?? {};
  const correlation = correlationId === undefined ? {} : { [correlationHeader]: correlationId };
  return { ...request, headers: { ...correlation, ...trace?.headers, ...request.headers, ...credentials } };
}
