import { seconds } from '../../time/durations.js';

/** Time before expiry from which a token is no longer used for new calls. */
const MARGIN_MS = seconds(60);

/** Lifetime of a token if its response has no `expires_in`: the shortest that Genesys Cloud grants. */
const DEFAULT_LIFETIME_SECONDS = 300;

/** Characters that a header can contain (RFC 6750 §2.1 allows fewer). */
const TOKEN = /^[\x21-\x7e]+$/;

/** Access token of an OAuth 2.0 server. Times are monotonic milliseconds. */
export class AccessToken {
  /** Whether the upstream has ever accepted the token. */
  isProven = false;

  private constructor(
    readonly value: string,
    private readonly freshUntilMs: number,
    private readonly expiresAtMs: number,
  ) {}

  /**
   * Reads a token response (RFC 6749 §5.1). A token is fresh until 60 s before its expiry, or for half of its lifetime if
   * the lifetime is 60 s or shorter.
   *
   * @returns undefined for a response without a usable token
   */
  static read(body: unknown, nowMs: number): AccessToken | undefined {
    const { access_token, expires_in = DEFAULT_LIFETIME_SECONDS } = Object(body) as Record<string, unknown>;
    const lifetimeSeconds = Number(expires_in);
    if (typeof access_token !== 'string' || !TOKEN.test(access_token) || !(lifetimeSeconds >= 0)) return undefined;
    return AccessToken.of(access_token, lifetimeSeconds, nowMs);
  }

  /** Creates a token with a lifetime. */
  static of(value: string, lifetimeSeconds: number, nowMs: number): AccessToken {
    const lifetimeMs = seconds(lifetimeSeconds);
    const freshMs = lifetimeMs > MARGIN_MS ? lifetimeMs - MARGIN_MS : lifetimeMs / 2;
    return new AccessToken(value, nowMs + freshMs, nowMs + lifetimeMs);
  }

  /** Returns whether new calls should use the token. */
  isFresh(nowMs: number): boolean {
    return nowMs < this.freshUntilMs;
  }

  /** Returns whether the token is not expired, so that calls can use it if no new token can be fetched. */
  isAlive(nowMs: number): boolean {
    return nowMs < this.expiresAtMs;
  }
}
