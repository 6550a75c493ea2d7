import { Injectable, Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { seconds, timerDelay } from '../../durations.js';
import { Metrics } from '../../observability/metrics.js';
import { AuthConfig, hasExternalIssuer } from '../access/auth.config.js';
import { JwksEndpoint } from './jwks-endpoint.js';
import { isSameKeySet, KeySet } from './key-set.js';
import { LocalIssuerKeys } from './local-issuer-keys.js';
import { VerificationKey } from './verification-key.js';
import { DatedKeySet, IsEnough, SharedKeySet } from './shared-key-set.js';

const FIRST_BACKOFF_MS = seconds(1);
const LONGEST_BACKOFF_MS = seconds(60);

/** How far the keys in hand can be trusted. */
export type KeyFreshness = 'none' | 'fresh' | 'stale' | 'expired';

/**
 * Holds the issuer's signing keys and decides when to fetch them, so that a request whose key is held never waits. Without
 * an issuer other than this service itself there is nothing to fetch.
 *
 * They are loaded at the start and again every `AUTH_JWKS_REFRESH_SECONDS`, off the path of requests, once for all replicas
 * that share a Redis. While the endpoint is down the last ones serve on. A key that is not known forces a fetch at once, shared by all who wait for it and at most
 * once a cooldown, so that a flood of invented key ids costs the issuer nothing.
 */
@Injectable()
export class SigningKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SigningKeys.name);
  private keys: KeySet = new Map();
  private fetchedAtMs = -Infinity;
  private forcedAtMs = -Infinity;
  private backoffMs = FIRST_BACKOFF_MS;
  private pending: Promise<DatedKeySet | undefined> | undefined;
  private forced: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private changes = 0;

  constructor(
    private readonly config: AuthConfig,
    private readonly endpoint: JwksEndpoint,
    private readonly shared: SharedKeySet,
    private readonly metrics: Metrics,
    private readonly own: LocalIssuerKeys,
  ) {}

  onModuleInit(): void {
    this.metrics.observeKeyAge(() => this.ageSeconds);
    if (hasExternalIssuer(this.config)) void this.refresh(this.isRecent);
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Counts the changes of the keys, our own included: what was concluded from older ones no longer holds. */
  get generation(): number {
    return this.changes + this.own.changes;
  }

  get ageSeconds(): number {
    if (!hasExternalIssuer(this.config)) return 0;
    return (performance.now() - this.fetchedAtMs) / 1_000;
  }

  get freshness(): KeyFreshness {
    const { jwksMaxAgeSeconds, jwksStaleSeconds, oauthClients } = this.config;
    if (!hasExternalIssuer(this.config)) return oauthClients && this.own.keyIds.length === 0 ? 'none' : 'fresh';
    if (this.keys.size === 0) return 'none';
    if (this.ageSeconds <= jwksMaxAgeSeconds) return 'fresh';
    return this.ageSeconds <= jwksMaxAgeSeconds + jwksStaleSeconds ? 'stale' : 'expired';
  }

  get keyIds(): string[] {
    return [...this.keys.keys(), ...this.own.keyIds];
  }

  /** The issuer's keys of that id, unless it is unknown or too old to be trusted. */
  find(keyId: string): readonly VerificationKey[] | undefined {
    return this.freshness === 'expired' ? undefined : this.keys.get(keyId);
  }

  /**
   * Asks the issuer for keys that we do not hold yet; answers when there is nothing more to wait for. During the cooldown
   * that is at once, and before the first keys it is the attempt under way.
   *
   * @param keyId the key that is wanted, which another replica may have fetched already; without it only the issuer knows
   */
  async force(keyId?: string): Promise<void> {
    if (!hasExternalIssuer(this.config)) return;
    const isCoolingDown = performance.now() - this.forcedAtMs < seconds(this.config.jwksCooldownSeconds);
    if (this.forced || this.freshness === 'none' || isCoolingDown) {
      await (this.forced ?? this.pending);
      return;
    }
    const { forcedAtMs } = this;
    this.forcedAtMs = performance.now();
    // A fetch under way may have been answered before the issuer changed its keys, so ours comes after it.
    this.forced = (this.pending ?? Promise.resolve())
      .then(() => this.refresh(keyId === undefined ? undefined : this.brings(keyId)))
      .then((renewed) => {
        // The issuer was not asked, so it may be when another key is wanted.
        if (renewed && !renewed.isFetched) this.forcedAtMs = forcedAtMs;
      })
      .finally(() => (this.forced = undefined));
    return this.forced;
  }

  /** Whether a copy is so young that we would not have fetched it again either. */
  private readonly isRecent: IsEnough = ({ ageMs }) => ageMs < seconds(this.config.jwksRefreshSeconds);

  /** Whether a copy has what we lack. An older one than ours may have a key that the issuer has withdrawn since. */
  private brings(keyId: string): IsEnough {
    return ({ keys, ageMs }) => keys.has(keyId) && ageMs < seconds(this.ageSeconds);
  }

  /** Renews the keys, once for all who ask meanwhile; a failure leaves those in hand as they are. */
  private refresh(isEnough?: IsEnough): Promise<DatedKeySet | undefined> {
    this.pending ??= this.renew(isEnough).finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async renew(isEnough: IsEnough | undefined): Promise<DatedKeySet | undefined> {
    clearTimeout(this.timer);
    try {
      if (this.freshness === 'none') this.hold(await this.shared.read());
      const renewed = await this.shared.renew(() => this.endpoint.fetch(), isEnough);
      this.hold(renewed);
      this.backoffMs = FIRST_BACKOFF_MS;
      this.metrics.keyRefreshes.inc({ outcome: renewed.isFetched ? 'loaded' : 'shared' });
      this.schedule(seconds(this.config.jwksRefreshSeconds) - renewed.ageMs);
      return renewed;
    } catch (error) {
      this.metrics.keyRefreshes.inc({ outcome: 'failed' });
      this.logger.warn(`Signing keys could not be fetched (in hand: ${this.freshness}): ${(error as Error).message}`);
      this.hold(await this.shared.read());
      this.schedule(this.backoffMs);
      this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
      return undefined;
    }
  }

  /** Takes what was fetched just now, or a copy that is younger than what we hold. */
  private hold(found: DatedKeySet | undefined): void {
    if (!found || (!found.isFetched && found.ageMs >= seconds(this.ageSeconds))) return;
    this.fetchedAtMs = performance.now() - found.ageMs;
    this.replace(found.keys);
  }

  private replace(keys: KeySet): void {
    if (isSameKeySet(keys, this.keys)) return;
    this.keys = keys;
    this.logger.log(`Signing keys in use: ${[...keys.keys()].join(', ')}`);
    this.changes += 1;
  }

  private schedule(delayMs: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.refresh(this.isRecent), timerDelay(delayMs)).unref();
  }
}
