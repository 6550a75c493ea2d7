import { ArrayNotEmpty, IsIn, IsOptional, IsUrl, ValidateBy, ValidateIf, ValidationArguments } from 'class-validator';
import { Env, EnvInteger, EnvSecret, list } from '../../config/variables/env.decorator.js';
import { Environment } from '../../config/variables/environment.js';
import { HTTP_URL } from '../../config/values/http-url.js';
import { RegisteredClients, readClients } from '../clients/registered-client.js';

/** Asymmetric algorithms only: with a symmetric algorithm, every verifier can also forge tokens (RFC 8725 §3.1). */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const NO_WAY_IN =
  'jwksUrl must be a URL, or AUTH_ISSUER must name an issuer that offers discovery, or OAUTH_CLIENTS, BASIC_CLIENTS or ' +
  'API_KEY_CLIENTS must name the clients that may call';

export class AuthConfig {
  /** URL of the signing keys (JWKS). Default: OIDC discovery at `AUTH_ISSUER`. */
  @Env('AUTH_JWKS_URL')
  @ValidateIf(
    (config: AuthConfig) => config.jwksUrl !== undefined || !(acceptsTokens(config) || acceptsCredentials(config)),
  )
  @IsUrl(HTTP_URL, { message: NO_WAY_IN })
  readonly jwksUrl?: string;

  /** Accepted values of `aud`; the token must contain one of them exactly. */
  @Env('AUTH_AUDIENCE', list)
  @ValidateIf((config: AuthConfig) => acceptsTokens(config) || !acceptsCredentials(config))
  @ArrayNotEmpty({ message: 'audience is required: the value of "aud" in the tokens' })
  readonly audience: readonly string[] = [];

  /** Required value of `iss`. Default: not checked. */
  @Env('AUTH_ISSUER')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly issuer?: string;

  /** Accepted signature algorithms: RS256, PS256, ES256. */
  @Env('AUTH_ALGORITHMS', list)
  @ArrayNotEmpty()
  @IsIn(ALGORITHMS, { each: true })
  readonly algorithms: readonly Algorithm[] = ['RS256'];

  /** Name of the claim with the organisation. Default: `organization_id`; if it is missing, the matched audience. */
  @Env('AUTH_ORGANISATION_CLAIM')
  readonly organisationClaim?: string;

  /** Name of the claim with the client id. Default: the first of `client_id`, `azp` and `sub` in the token. */
  @Env('AUTH_CLIENT_CLAIM')
  readonly clientClaim?: string;

  /** Names of claims that can contain the scopes. The first one in the token counts. */
  @Env('AUTH_SCOPE_CLAIM', list)
  @ArrayNotEmpty()
  readonly scopeClaims: readonly string[] = ['scope'];

  /** Age from which signing keys are stale. `/health` reports stale keys. */
  @EnvInteger('AUTH_JWKS_MAX_AGE_SECONDS', { min: 1 })
  readonly jwksMaxAgeSeconds: number = 3_600;

  /** Interval at which the signing keys are fetched in the background. */
  @EnvInteger('AUTH_JWKS_REFRESH_SECONDS', { min: 1 })
  readonly jwksRefreshSeconds: number = 900;

  /** Time for which stale signing keys stay in use while their endpoint is down. */
  @EnvInteger('AUTH_JWKS_STALE_SECONDS', { min: 0 })
  readonly jwksStaleSeconds: number = 86_400;

  /** Minimum time between two fetches that unknown key ids cause. */
  @EnvInteger('AUTH_JWKS_COOLDOWN_SECONDS', { min: 0 })
  readonly jwksCooldownSeconds: number = 30;

  /** Clients of this service's token endpoint. Unset: no token endpoint. */
  @EnvSecret('OAUTH_CLIENTS', readOauthClients)
  readonly oauthClients?: RegisteredClients;

  /** `iss` of the tokens from the token endpoint. Must differ from `AUTH_ISSUER`, because each issuer has its own keys. */
  @Env('OAUTH_ISSUER')
  @ValidateBy(
    { name: 'differs', validator: { validate: differs } },
    { message: 'oauthIssuer must differ from AUTH_ISSUER, whose tokens are verified with the keys of AUTH_JWKS_URL' },
  )
  readonly oauthIssuer: string = 'urn:dataactions:token-endpoint';

  /** Clients that may authenticate with Basic credentials. */
  @EnvSecret('BASIC_CLIENTS', readClients)
  readonly basicClients?: RegisteredClients;

  /** Clients that may authenticate with an API key. */
  @EnvSecret('API_KEY_CLIENTS', readClients)
  readonly apiKeyClients?: RegisteredClients;

  /** Maximum failed sign-in attempts per minute, per address and per client. */
  @EnvInteger('AUTH_ATTEMPTS_PER_MINUTE', { min: 1 })
  readonly attemptsPerMinute: number = 300;
}

/** Returns whether tokens of another issuer are accepted. */
export const hasExternalIssuer = ({ jwksUrl, issuer }: AuthConfig): boolean =>
  jwksUrl !== undefined || issuer !== undefined;

/** Returns whether bearer tokens are accepted. */
export const acceptsTokens = (config: AuthConfig): boolean =>
  hasExternalIssuer(config) || config.oauthClients !== undefined;

/** Returns whether Basic credentials or API keys are accepted. */
export const acceptsCredentials = ({ basicClients, apiKeyClients }: AuthConfig): boolean =>
  basicClients !== undefined || apiKeyClients !== undefined;

/** Returns whether `iss` is this service's token endpoint. */
export const isLocalIssuer = ({ oauthClients, oauthIssuer }: AuthConfig, issuer: unknown): boolean =>
  oauthClients !== undefined && issuer === oauthIssuer;

/**
 * Parses the clients.
 *
 * @throws Error if several workers have no shared key file. With generated keys, each worker would reject the tokens of the
 * others
 */
function readOauthClients(text: string, environment: Environment): RegisteredClients {
  const isAlone = ['', '1'].includes((environment['WORKERS'] ?? '').trim());
  if (!isAlone && !environment['OAUTH_SIGNING_KEY_FILE']?.trim())
    throw new Error(
      'needs OAUTH_SIGNING_KEY_FILE if WORKERS is more than 1: all processes must sign with the same keys',
    );
  return readClients(text);
}

function differs(oauthIssuer: unknown, { object }: ValidationArguments): boolean {
  const { issuer, oauthClients } = object as AuthConfig;
  return oauthClients === undefined || oauthIssuer !== issuer;
}
