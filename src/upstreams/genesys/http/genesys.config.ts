import { IsOptional, IsUrl } from 'class-validator';
import { Env, EnvSecret } from '../../../config/variables/env.decorator.js';
import { EnvTlsFiles, TlsFilePaths } from '../../../config/values/pem-files.js';
import { HTTP_URL } from '../../../config/values/http-url.js';
import { GENESYS_REGIONS, GenesysRegion, readRegion } from '../../../config/values/genesys-regions.js';

@EnvTlsFiles('GENESYS')
export class GenesysConfig implements TlsFilePaths {
  /** Region of the organisation, by name or domain. Unset: `GENESYS_ENVIRONMENT`, else us-east-1. */
  @Env('GENESYS_REGION', readRegion)
  readonly region?: GenesysRegion;

  /** The region, under the name that many Genesys Cloud tools use. `GENESYS_REGION` takes precedence. */
  @Env('GENESYS_ENVIRONMENT', readRegion)
  readonly environment?: GenesysRegion;

  /** OAuth client (client credentials) of this service. Unset: the actions that need it are disabled. */
  @Env('GENESYS_CLIENT_ID')
  readonly clientId?: string;

  @EnvSecret('GENESYS_CLIENT_SECRET')
  readonly clientSecret?: string;

  /** Base URL of the API. Unset: the API of the region. */
  @Env('GENESYS_API_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly apiUrl?: string;

  /** Base URL of the token endpoint. Unset: the login of the region. */
  @Env('GENESYS_LOGIN_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly loginUrl?: string;

  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;

  /** Whether this service has credentials. */
  get isConfigured(): boolean {
    return this.clientId !== undefined && this.clientSecret !== undefined;
  }

  get apiBaseUrl(): string {
    return this.apiUrl ?? `https://api.${this.domain}`;
  }

  get loginBaseUrl(): string {
    return this.loginUrl ?? `https://login.${this.domain}`;
  }

  private get domain(): string {
    return GENESYS_REGIONS[this.region ?? this.environment ?? 'us-east-1'];
  }
}
