import { IsOptional, IsUrl } from 'class-validator';
import { Env, EnvSecret } from '../../../config/env.decorator.js';
import { EnvTlsFiles, TlsFilePaths } from '../../../config/pem-files.js';
import { HTTP_URL } from '../../../config/http-url.js';
import { GENESYS_REGIONS, GenesysRegion, readRegion } from '../../../config/genesys-regions.js';

@EnvTlsFiles('GENESYS')
export class GenesysConfig implements TlsFilePaths {
  /** The organisation's region, by name or domain; unset: what `GENESYS_ENVIRONMENT` says, else us-east-1. */
  @Env('GENESYS_REGION', readRegion)
  readonly region?: GenesysRegion;

  /** The same under the name that many Genesys Cloud tools use; `GENESYS_REGION` goes first. */
  @Env('GENESYS_ENVIRONMENT', readRegion)
  readonly environment?: GenesysRegion;

  /** The OAuth client (client credentials) as which this service logs in; unset leaves the actions that need it out. */
  @Env('GENESYS_CLIENT_ID')
  readonly clientId?: string;

  @EnvSecret('GENESYS_CLIENT_SECRET')
  readonly clientSecret?: string;

  /** Where the API is; unset: the region's. */
  @Env('GENESYS_API_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly apiUrl?: string;

  /** Where tokens come from; unset: the region's. */
  @Env('GENESYS_LOGIN_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly loginUrl?: string;

  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;

  /** Whether this service can log in at all. */
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
