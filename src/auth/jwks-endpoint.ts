import { createPublicKey, KeyObject } from 'node:crypto';
import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { JwksClient } from 'jwks-rsa';
import { lastValueFrom } from 'rxjs';
import { seconds } from '../durations.js';
import { AuthConfig } from './auth.config.js';

const MAX_DOCUMENT_BYTES = 256 * 1_024;
const MIN_RSA_BITS = 2_048;

/** The signing keys of the issuer, by their ids. */
export type KeySet = ReadonlyMap<string, KeyObject>;

/**
 * Fetches the issuer's signing keys (RFC 7517): jwks-rsa reads them; when to fetch, and for how long to trust, is the
 * policy of `SigningKeys`. No redirect is followed, nothing over 256 KB is read, and a private, symmetric or weak key is left out.
 */
@Injectable()
export class JwksEndpoint {
  constructor(
    private readonly config: AuthConfig,
    private readonly http: HttpService,
  ) {}

  /** @throws Error where no usable key comes back */
  async fetch(): Promise<KeySet> {
    const client = new JwksClient({
      jwksUri: this.config.jwksUrl ?? (await this.discover()),
      cache: false,
      rateLimit: false,
      fetcher: async (url) => ({ keys: publicKeys(await this.get(url)) }),
    });
    const keys = new Map<string, KeyObject>();
    for (const signingKey of await client.getSigningKeys()) {
      const key = createPublicKey(signingKey.getPublicKey());
      if (signingKey.kid && isStrong(key)) keys.set(signingKey.kid, key);
    }
    if (keys.size === 0) throw new Error('The key set holds no usable signing key');
    return keys;
  }

  /** OpenID Connect Discovery 1.0 §4: the document must be the issuer's own. */
  private async discover(): Promise<string> {
    const issuer = this.config.issuer ?? '';
    const document = await this.get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (!isObject(document) || document['issuer'] !== issuer)
      throw new Error('The discovery document is for another issuer');
    if (typeof document['jwks_uri'] !== 'string') throw new Error('The discovery document names no jwks_uri');
    return document['jwks_uri'];
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

/** Key material that only its owner may hold never comes in: whoever publishes it, publishes it to forgers too. */
function publicKeys(document: unknown): object[] {
  const keys = isObject(document) && Array.isArray(document['keys']) ? document['keys'] : [];
  return keys.filter((key): key is object => isObject(key) && !('d' in key) && !('k' in key));
}

const isStrong = (key: KeyObject): boolean =>
  key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
