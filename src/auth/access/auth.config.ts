import {
  ArrayNotEmpty,
  IsIn,
  IsInt,
  IsOptional,
  IsUrl,
  Min,
  ValidateBy,
  ValidateIf,
  ValidationArguments,
} from 'class-validator';
import { Env, EnvSecret, list } from '../../config/env.decorator.js';
import { Environment } from '../../config/environment.js';
import { HTTP_URL } from '../../config/http-url.js';
import { RegisteredClients, readClients } from '../clients/registered-client.js';

/** Asymmetric algorithms only: with a symmetric one, whoever can verify a token can also forge it (RFC 8725 §3.1). */
export const ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

const NO_WAY_IN =
  'jwksUrl must be a URL, or AUTH_ISSUER must name an issuer that offers discovery, or OAUTH_CLIENTS, BASIC_CLIENTS or ' +
  'API_KEY_CLIENTS must name the clients that may call';

export class AuthConfig {
  /** Where the signing keys are; without it they are found by OIDC discovery at `AUTH_ISSUER`. */
  @Env('AUTH_JWKS_URL')
  @ValidateIf(
    (config: AuthConfig) => config.jwksUrl !== undefined || !(acceptsTokens(config) || acceptsCredentials(config)),
  )
  @IsUrl(HTTP_URL, { message: NO_WAY_IN })
  readonly jwksUrl?: string;

  /** Whom the token must be for, exactly; one of these. */
  @Env('AUTH_AUDIENCE', list)
  @ValidateIf((config: AuthConfig) => acceptsTokens(config) || !acceptsCredentials(config))
  @ArrayNotEmpty({ message: 'audience is required: the value that the tokens carry as "aud"' })
  readonly audience: readonly string[] = [];

  /** Whom the token must be from; unset: not checked. */
  @Env('AUTH_ISSUER')
  @IsOptional()
  @IsUrl(HTTP_URL)
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

  /** The claims that hold the scopes, of which the first present counts: `scope`, `scp`, `permissions`. */
  @Env('AUTH_SCOPE_CLAIM', list)
  @ArrayNotEmpty()
  readonly scopeClaims: readonly string[] = ['scope'];

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

  /** The clients of this service's own token endpoint; unset: there is no such endpoint. */
  @EnvSecret('OAUTH_CLIENTS', readOauthClients)
  readonly oauthClients?: RegisteredClients;

  /** The `iss` of the tokens from there; no other issuer's keys are good for it, nor its own for another. */
  @Env('OAUTH_ISSUER')
  @ValidateBy(
    { name: 'differs', validator: { validate: differs } },
    { message: 'oauthIssuer must differ from AUTH_ISSUER, whose tokens are checked by the keys of AUTH_JWKS_URL' },
  )
  readonly oauthIssuer: string = 'urn:dataactions:token-endpoint';

  /** The clients that may call with Basic credentials instead of a token. */
  @EnvSecret('BASIC_CLIENTS', readClients)
  readonly basicClients?: RegisteredClients;

  /** The clients that may call with an API key instead of a token. */
  @EnvSecret('API_KEY_CLIENTS', readClients)
  readonly apiKeyClients?: RegisteredClients;

  /** How often a minute secrets may be tried from one address, and for one client. */
  @Env('AUTH_ATTEMPTS_PER_MINUTE')
  @IsInt()
  @Min(1)
  readonly attemptsPerMinute: number = 300;
}

/** Whether tokens of another issuer are accepted. */
export const hasExternalIssuer = ({ jwksUrl, issuer }: AuthConfig): boolean =>
  jwksUrl !== undefined || issuer !== undefined;

/** Whether any bearer tokens are accepted. */
export const acceptsTokens = (config: AuthConfig): boolean =>
  hasExternalIssuer(config) || config.oauthClients !== undefined;

/** Whether a call may come with a client's own credentials instead. */
export const acceptsCredentials = ({ basicClients, apiKeyClients }: AuthConfig): boolean =>
  basicClients !== undefined || apiKeyClients !== undefined;

/** Whether a token says that it comes from this service's own endpoint. */
export const isLocalIssuer = ({ oauthClients, oauthIssuer }: AuthConfig, issuer: unknown): boolean =>
  oauthClients !== undefined && issuer === oauthIssuer;

/** Processes that make a key each would refuse one another's tokens. */
function readOauthClients(text: string, environment: Environment): RegisteredClients {
  const isAlone = ['', '1'].includes((environment['WORKERS'] ?? '').trim());
  if (!isAlone && !environment['OAUTH_SIGNING_KEY_FILE']?.trim())
    throw new Error(
      'needs OAUTH_SIGNING_KEY_FILE where WORKERS is more than 1: all processes must sign with the same keys',
    );
  return readClients(text);
}

function differs(oauthIssuer: unknown, { object }: ValidationArguments): boolean {
  const { issuer, oauthClients } = object as AuthConfig;
  return oauthClients === undefined || oauthIssuer !== issuer;
}
