import { ArrayNotEmpty, IsIn, IsInt, IsOptional, IsUrl, Min, ValidateIf } from 'class-validator';
import { Env, list } from '../config/env.decorator.js';
import { HTTP_ADDRESS } from '../config/http-address.js';

/** Asymmetric algorithms only: with a symmetric one, whoever can verify a token can also forge it (RFC 8725 §3.1). */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export class AuthConfig {
  /** Where the signing keys are; without it they are found by OIDC discovery at `AUTH_ISSUER`. */
  @Env('AUTH_JWKS_URL')
  @ValidateIf(({ issuer, jwksUrl }: AuthConfig) => issuer === undefined || jwksUrl !== undefined)
  @IsUrl(HTTP_ADDRESS, { message: 'jwksUrl must be a URL, or AUTH_ISSUER must name an issuer that offers discovery' })
  readonly jwksUrl?: string;

  /** Whom the token must be for, exactly; one of these. */
  @Env('AUTH_AUDIENCE', list)
  @ArrayNotEmpty({ message: 'audience is required: the value that the tokens carry as "aud"' })
  readonly audience: readonly string[] = [];

  /** Whom the token must be from; unset: not checked. */
  @Env('AUTH_ISSUER')
  @IsOptional()
  @IsUrl(HTTP_ADDRESS)
  readonly issuer?: string;

  /** The signature algorithms that are accepted: RS256, PS256, ES256. */
  @Env('AUTH_ALGORITHMS', list)
  @ArrayNotEmpty()
  @IsIn(ALGORITHMS, { each: true })
  readonly algorithms: readonly Algorithm[] = ['RS256'];

  /** The claim that names the organisation; by default `organization_id`, else the matched audience. */
  @Env('AUTH_ORGANISATION_CLAIM')
  readonly organisationClaim?: string;

  /** The claim that names the client; by default the first present of `client_id`, `azp` and `sub`. */
  @Env('AUTH_CLIENT_CLAIM')
  readonly clientClaim?: string;

  /** Signing keys older than this count as stale, which `/health` tells. */
  @Env('AUTH_JWKS_MAX_AGE_SECONDS')
  @IsInt()
  @Min(1)
  readonly jwksMaxAgeSeconds: number = 3_600;

  /** How often the signing keys are fetched in the background. */
  @Env('AUTH_JWKS_REFRESH_SECONDS')
  @IsInt()
  @Min(1)
  readonly jwksRefreshSeconds: number = 900;

  /** How long stale signing keys are still used while their endpoint is down. */
  @Env('AUTH_JWKS_STALE_SECONDS')
  @IsInt()
  @Min(0)
  readonly jwksStaleSeconds: number = 86_400;

  /** The least time between two fetches forced by an unknown key. */
  @Env('AUTH_JWKS_COOLDOWN_SECONDS')
  @IsInt()
  @Min(0)
  readonly jwksCooldownSeconds: number = 30;
}
