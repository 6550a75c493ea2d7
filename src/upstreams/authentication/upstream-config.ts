import { IsIn, IsNotEmpty, IsOptional, IsUrl, ValidateIf } from 'class-validator';
import { ConfigClass, Env, EnvSecret } from '../../config/variables/env.decorator.js';
import { EnvTlsFiles, TlsFilePaths } from '../../config/values/pem-files.js';
import { HTTP_URL } from '../../config/values/http-url.js';
import { readPrivateKey, SigningKey } from './signing-key.js';

const AUTH_KINDS = ['none', 'api-key', 'bearer', 'basic', 'oauth2'] as const;
const CLIENT_AUTH_KINDS = ['basic', 'post', 'private_key_jwt'] as const;

/** How the service authenticates to an upstream. */
export type AuthKind = (typeof AUTH_KINDS)[number];

/** URL and credentials of one upstream. */
export interface UpstreamConfig extends TlsFilePaths {
  /** Unset: the actions that need the upstream are disabled. */
  readonly baseUrl?: string;
  readonly auth: AuthKind;
  /** For `api-key` and `bearer`. */
  readonly apiKey?: string;
  /** For `basic`. */
  readonly username?: string;
  readonly password?: string;
  /** For `oauth2`: client credentials grant (RFC 6749 §4.4). */
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly clientKey?: SigningKey;
  readonly clientAuth: (typeof CLIENT_AUTH_KINDS)[number];
  readonly scope?: string;
}

const uses = (kind: AuthKind) => (config: UpstreamConfig) => config.baseUrl !== undefined && config.auth === kind;
const usesSecret = (config: UpstreamConfig) => uses('oauth2')(config) && config.clientAuth !== 'private_key_jwt';
const usesKey = (config: UpstreamConfig) => uses('oauth2')(config) && config.clientAuth === 'private_key_jwt';

/**
 * Creates the config class of one upstream, which is also its injection token.
 *
 * @param prefix of its environment variables: `CRM` for `CRM_BASE_URL`, `CRM_AUTH` and so on
 */
export function upstreamConfig(prefix: string, defaultAuth: AuthKind): ConfigClass<UpstreamConfig> {
  @EnvTlsFiles(prefix)
  class Config implements UpstreamConfig {
    @Env(`${prefix}_BASE_URL`)
    @IsOptional()
    @IsUrl(HTTP_URL)
    readonly baseUrl?: string;

    @Env(`${prefix}_AUTH`)
    @IsIn(AUTH_KINDS)
    readonly auth: AuthKind = defaultAuth;

    @EnvSecret(`${prefix}_API_KEY`)
    readonly apiKey?: string;

    @Env(`${prefix}_USERNAME`)
    @ValidateIf(uses('basic'))
    @IsNotEmpty()
    readonly username?: string;

    @EnvSecret(`${prefix}_PASSWORD`)
    @ValidateIf(uses('basic'))
    @IsNotEmpty()
    readonly password?: string;

    @Env(`${prefix}_TOKEN_URL`)
    @ValidateIf(uses('oauth2'))
    @IsUrl(HTTP_URL)
    readonly tokenUrl?: string;

    @Env(`${prefix}_CLIENT_ID`)
    @ValidateIf(uses('oauth2'))
    @IsNotEmpty()
    readonly clientId?: string;

    @EnvSecret(`${prefix}_CLIENT_SECRET`)
    @ValidateIf(usesSecret)
    @IsNotEmpty()
    readonly clientSecret?: string;

    @EnvSecret(`${prefix}_CLIENT_KEY`, readPrivateKey)
    @ValidateIf(usesKey)
    @IsNotEmpty()
    readonly clientKey?: SigningKey;

    @Env(`${prefix}_CLIENT_AUTH`)
    @IsIn(CLIENT_AUTH_KINDS)
    readonly clientAuth: (typeof CLIENT_AUTH_KINDS)[number] = 'basic';

    @Env(`${prefix}_SCOPE`)
    readonly scope?: string;

    readonly tlsCaFile?: string;
    readonly tlsCertFile?: string;
    readonly tlsKeyFile?: string;
  }
  return Object.defineProperty(Config, 'name', { value: `${prefix}Config` });
}
