import { AuthConfig } from './auth.config.js';

export interface Caller {
  /** Separates cache entries and idempotency keys of organisations. */
  readonly organisation: string;
  readonly client: string;
  readonly scopes: readonly string[];
  /** Kind of credentials; undefined for a bearer token. */
  readonly credential?: 'basic' | 'api_key';
}

/** Claims of a verified token (RFC 7519 §4.1). */
export interface Claims {
  readonly exp: number;
  readonly aud: string | readonly string[];
  readonly [claim: string]: unknown;
}

/** Returns the caller from verified claims; undefined if a configured claim is missing. */
export function callerFromClaims(claims: Claims, config: AuthConfig): Caller | undefined {
  const organisation = config.organisationClaim
    ? text(claims[config.organisationClaim])
    : (text(claims['organization_id']) ?? matchedAudience(claims, config));
  const client = config.clientClaim
    ? text(claims[config.clientClaim])
    : (text(claims['client_id']) ?? text(claims['azp']) ?? text(claims['sub']) ?? '');
  if (organisation === undefined || client === undefined) return undefined;
  const scopeClaim = config.scopeClaims.find((name) => claims[name] !== undefined);
  return { organisation, client, scopes: scopeClaim === undefined ? [] : scopesOf(claims[scopeClaim]) };
}

/** Returns the first configured audience that the token names. */
export function matchedAudience({ aud }: Pick<Claims, 'aud'>, { audience }: AuthConfig): string | undefined {
  const named = typeof aud === 'string' ? [aud] : aud;
  return audience.find((accepted) => named.includes(accepted));
}

/** Parses scopes: a string with spaces (RFC 8693 §4.2), or a list, as some issuers send. */
export function scopesOf(scope: unknown): string[] {
  if (typeof scope === 'string') return scope.split(' ').filter((item) => item !== '');
  return Array.isArray(scope) ? scope.filter((item) => typeof item === 'string') : [];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Returns the caller that the guard stored in the request. @throws Error if no guard ran */
export function callerOfRequest(request: object): Caller {
  const { user } = request as { user?: Caller };
  if (!user) throw new Error('No guard has authenticated this request');
  return user;
}
