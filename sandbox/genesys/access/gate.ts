import { randomUUID } from 'node:crypto';
import type { SimulatorResponse, Handler } from '../../simulator/route.js';
import type { AccessTokens } from './access-tokens.js';
import { apiError } from '../api-error.js';
import type { RateLimit, Usage } from './rate-limit.js';

/** Wraps an API route: checks the token and the rate limit, and adds the headers of every response. */
export function gate(tokens: AccessTokens, rateLimit: RateLimit, handle: Handler): Handler {
  return async (request): Promise<SimulatorResponse> => {
    const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined)
      return apiError(401, {
        code: 'authentication.required',
        message: 'No authentication bearer token specified in authorization header.',
      });
    if (!tokens.isValid(token)) return apiError(401);
    const usage = rateLimit.use(token);
    const response = usage.count > usage.allowed ? tooMany(usage) : await handle(request);
    const headers = { 'ININ-Correlation-Id': randomUUID(), ...headersOf(usage), ...response.headers };
    return { ...response, headers };
  };
}

function tooMany({ resetSeconds }: Usage): SimulatorResponse {
  return apiError(429, {
    message: `Rate limit exceeded the maximum. Retry the request in [${resetSeconds}] seconds`,
    headers: { 'retry-after': String(resetSeconds) },
  });
}

function headersOf({ count, allowed, resetSeconds }: Usage): Record<string, string> {
  return {
    'inin-ratelimit-count': String(count),
    'inin-ratelimit-allowed': String(allowed),
    'inin-ratelimit-reset': String(resetSeconds),
  };
}
