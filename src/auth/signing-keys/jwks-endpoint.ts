import { HttpService } from '@nestjs/axios';
import { Injectable, Logger } from '@nestjs/common';
import { lastValueFrom } from 'rxjs';
import { seconds } from '../../durations.js';
import { limitMessages } from '../../limits/message-list.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, readKeySet } from './key-set.js';

const MAX_DOCUMENT_BYTES = 256 * 1_024;

/** Fetches the issuer's signing keys. Follows no redirect and reads at most 256 KB. `SigningKeys` decides when to fetch. */
@Injectable()
export class JwksEndpoint {
  private readonly logger = new Logger(JwksEndpoint.name);
  private skipped = '';

  constructor(
    private readonly config: AuthConfig,
    private readonly http: HttpService,
  ) {}

  /** @throws Error if the response has no usable key */
  async fetch(): Promise<KeySet> {
    const document = await this.get(this.config.jwksUrl ?? (await this.discover()));
    return readKeySet(document, (reasons) => this.logSkipped(reasons));
  }

  /** Logs one line, and only if it differs from the last one. */
  private logSkipped(reasons: readonly string[]): void {
    const text = limitMessages(reasons).join('; ');
    if (text !== this.skipped) this.logger.warn(`Skipped keys of the issuer: ${text}`);
    this.skipped = text;
  }

  /** Returns `jwks_uri` from the discovery document, which must name the same issuer (OpenID Connect Discovery 1.0 §4). */
  private async discover(): Promise<string> {
    const issuer = this.config.issuer ?? '';
    const document = await this.get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const { issuer: named, jwks_uri: address } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
    if (named !== issuer) throw new Error('The discovery document is for another issuer');
    if (typeof address !== 'string') throw new Error('The discovery document names no jwks_uri');
    return address;
  }

  private async get(url: string): Promise<unknown> {
    const { data } = await lastValueFrom(
      this.http.get<unknown>(url, {
        signal: AbortSignal.timeout(seconds(5)),
        maxRedirects: 0,
        maxContentLength: MAX_DOCUMENT_BYTES,
        responseType: 'json',
        transitional: { silentJSONParsing: false },
        proxy: false,
      }),
    );
    return data;
  }
}
