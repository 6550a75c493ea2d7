import { randomUUID, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth/access/auth.config.js';
import { RegisteredClient } from '../auth/clients/registered-client.js';
import { OauthConfig } from './keys/oauth.config.js';
import { invalidScope } from './request/oauth-failure.js';
import { TokenKeys } from './keys/token-keys.js';

const signInPool = promisify(sign);

/** Response of a token endpoint (RFC 6749 §5.1). */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  readonly scope: string;
}

/** Issues JWT access tokens (RFC 9068) to authenticated clients. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly config: OauthConfig,
    private readonly auth: AuthConfig,
    private readonly keys: TokenKeys,
  ) {}

  /**
   * Issues a token.
   *
   * @param scope requested scopes. Default: all scopes of the client
   * @throws OauthFailure if the client lacks one of these scopes
   */
  async issue(client: RegisteredClient, scope: string | undefined): Promise<IssuedToken> {
    const granted = scope === undefined ? client.scopes : grant(client, scope);
    const { tokenSeconds } = this.config;
    const issuedAt = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: this.auth.oauthIssuer,
      aud: this.auth.audience[0],
      sub: client.id,
      client_id: client.id,
      organization_id: client.organisation,
      scope: granted.join(' '),
      iat: issuedAt,
      exp: issuedAt + tokenSeconds,
      jti: randomUUID(),
    };
    const token = await this.sign(claims);
    return { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds, scope: claims.scope };
  }

  /** Returns a JWT in compact serialization (RFC 7515 §7.1). */
  private async sign(claims: object): Promise<string> {
    const { id, privateKey } = this.keys.current;
    const input = [{ alg: 'RS256', typ: 'at+jwt', kid: id }, claims].map(base64url).join('.');
    const signature = await signInPool('sha256', Buffer.from(input), privateKey);
    return `${input}.${signature.toString('base64url')}`;
  }
}

/** @throws OauthFailure */
function grant(client: RegisteredClient, scope: string): string[] {
  const requested = scope.split(' ').filter((item) => item !== '');
  if (requested.length === 0 || !requested.every((item) => client.scopes.includes(item))) throw invalidScope();
  return client.scopes.filter((item) => requested.includes(item));
}

const base64url = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
