import { randomBytes } from 'node:crypto';

/** The opaque tokens of the login host: they run out by the clock, or at once when they are revoked. */
export class AccessTokens {
  private readonly expiries = new Map<string, number>();

  /** @param lifetimeSeconds the `expires_in` of the next tokens; an OAuth client may be given 300 to 172,800 */
  constructor(public lifetimeSeconds = 86_400) {}

  issue(): string {
    const token = randomBytes(48).toString('base64url');
    this.expiries.set(token, Date.now() + this.lifetimeSeconds * 1_000);
    return token;
  }

  isValid(token: string): boolean {
    return Date.now() < (this.expiries.get(token) ?? 0);
  }

  /** Makes a token, or all of them, worthless while their holders still think them good. */
  revoke(token?: string): void {
    if (token === undefined) this.expiries.clear();
    else this.expiries.delete(token);
  }
}
