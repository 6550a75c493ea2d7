import { Injectable, Logger } from '@nestjs/common';
import { JwksClient } from 'jwks-rsa';
import { limitMessages } from '../../limits/text/message-list.js';
import { DocumentFetcher } from '../../resilience/transport/document-fetcher.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, readKeySet } from './key-set.js';

const MAX_DOCUMENT_BYTES = 256 * 1_024;

/** Fetches the issuer's signing keys. Does not follow redirects. Reads at most 256 KB. `SigningKeys` decides when to fetch. */
@Injectable()
export class JwksEndpoint {
  private readonly logger = new Logger(JwksEndpoint.name);
  private skipped = '';

  constructor(
    private readonly config: AuthConfig,
    private readonly documents: DocumentFetcher,
  ) {}

  /** @throws Error if the response has no usable key */
  async fetch(): Promise<KeySet> {
    const keys = await this.keysAt(this.config.jwksUrl ?? (await this.discover()));
    return readKeySet({ keys }, (reasons) => this.logSkipped(reasons));
  }

  /** Fetches with jwks-rsa, but uses the transport, limits and schedule of this service. */
  private keysAt(jwksUri: string): Promise<unknown> {
    const fetcher = async (url: string): Promise<{ keys: unknown }> =>
      Object(await this.documents.getJson(url, MAX_DOCUMENT_BYTES)) as { keys: unknown };
    return new JwksClient({ jwksUri, fetcher, cache: false, rateLimit: false }).getKeys();
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
    const document = await this.documents.getJson(
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      MAX_DOCUMENT_BYTES,
    );
    const { issuer: named, jwks_uri: address } = (document ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
    if (named !== issuer) throw new Error(`The discovery document of ${issuer} is for another issuer`);
    if (typeof address !== 'string') throw new Error(`The discovery document of ${issuer} contains no jwks_uri`);
    return address;
  }
}
