import { AuthConfig } from './auth.config.js';

/** Who is calling, as far as a verified token says. */
export interface Caller {
  /** Keeps the data of organisations apart: cache entries and idempotency keys are theirs alone. */
  readonly organisation: string;
  readonly client: string;
  readonly scopes: readonly string[];
  /** What the caller proved itself with, where that was no bearer token. */
  readonly credential?: 'basic' | 'api_key';
}

/** The claims of a token that passed every check (RFC 7519 §4.1). */
export interface Claims {
  readonly exp: number;
  readonly aud: string | readonly string[];
  readonly [claim: string]: unknown;
}

/** Reads the caller out of verified claims; undefined where a claim that the configuration names is missing. */
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

/** Scopes as one string with blanks (RFC 8693 §4.2) or as a list, as some issuers send them. */
export function scopesOf(scope: unknown): string[] {
  if (typeof scope === 'string') return scope.split(' ').filter((item) => item !== '');
  return Array.isArray(scope) ? scope.filter((item) => typeof item === 'string') : [];
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Who makes this request, as the guard found. @throws Error where no guard has let it in: a bug of ours */
export function callerOfRequest(request: object): Caller {
  const { user } = request as { user?: Caller };
  if (!user) throw new Error('No guard has let this request in');
  return user;
}
