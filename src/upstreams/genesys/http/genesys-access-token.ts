import { seconds } from '../../../durations.js';

/** How long before its end a token is no longer used for new calls. */
const MARGIN_MS = seconds(60);

/** The shortest life that an OAuth client of the platform can be given; taken where the login tells none. */
const SHORTEST_LIFE_SECONDS = 300;

/** What a header can carry (RFC 6750 §2.1 allows less). */
const TOKEN = /^[\x21-\x7e]+$/;

/** A token of the platform; instants are monotonic milliseconds. */
export class GenesysAccessToken {
  /** Whether the platform has ever taken it. */
  isProven = false;

  private constructor(
    readonly value: string,
    private readonly keptUntilMs: number,
    private readonly expiresAtMs: number,
  ) {}

  /**
   * Reads the login's answer (RFC 6749 §5.1). A token is kept until 60 s before its end; one that lives no longer than
   * that, for half its life, so that it is of use at all.
   *
   * @returns undefined for an answer without a usable token
   */
  static read(body: unknown, nowMs: number): GenesysAccessToken | undefined {
    const { access_token, expires_in = SHORTEST_LIFE_SECONDS } = Object(body) as Record<string, unknown>;
    const lifeMs = seconds(Number(expires_in));
    if (typeof access_token !== 'string' || !TOKEN.test(access_token) || !(lifeMs >= 0)) return undefined;
    const keptMs = lifeMs > MARGIN_MS ? lifeMs - MARGIN_MS : lifeMs / 2;
    return new GenesysAccessToken(access_token, nowMs + keptMs, nowMs + lifeMs);
  }

  /** Whether calls should go on with it. */
  isFresh(nowMs: number): boolean {
    return nowMs < this.keptUntilMs;
  }

  /** Whether it still works, should no other be had. */
  isAlive(nowMs: number): boolean {
    return nowMs < this.expiresAtMs;
  }
}
