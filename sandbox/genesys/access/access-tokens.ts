import { randomBytes } from 'node:crypto';

/** The opaque tokens of the login host. A token is valid until it expires or is revoked. */
export class AccessTokens {
  private readonly expiries = new Map<string, number>();

  /** @param lifetimeSeconds `expires_in` of new tokens; the platform allows 300 to 172,800 */
  constructor(public lifetimeSeconds = 86_400) {}

  issue(): string {
    const token = randomBytes(48).toString('base64url');
    this.expiries.set(token, Date.now() + this.lifetimeSeconds * 1_000);
    return token;
  }

  isValid(token: string): boolean {
    return Date.now() < (this.expiries.get(token) ?? 0);
  }

  /** Revokes a token, or all tokens, before they expire. */
  revoke(token?: string): void {
    if (token === undefined) this.expiries.clear();
    else this.expiries.delete(token);
  }
}
