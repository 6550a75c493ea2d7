import { Injectable, Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { seconds, timerDelay } from '../../time/durations.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { AuthConfig, hasExternalIssuer } from '../access/auth.config.js';
import { JwksCooldown } from './jwks-cooldown.js';
import { JwksEndpoint } from './jwks-endpoint.js';
import { isSameKeySet, KeySet } from './key-set.js';
import { LocalIssuerKeys } from './local-issuer-keys.js';
import { VerificationKey } from './verification-key.js';
import { DatedKeySet, IsEnough, SharedKeySet } from './shared-key-set.js';

const FIRST_BACKOFF_MS = seconds(1);
const LONGEST_BACKOFF_MS = seconds(60);

export type KeyFreshness = 'none' | 'fresh' | 'stale' | 'expired';

/**
 * Caches the issuer's signing keys and decides when to fetch them. A request with a known key never waits for a fetch.
 * Without an external issuer there is nothing to fetch.
 *
 * Fetches at startup and every `AUTH_JWKS_REFRESH_SECONDS` in the background. Replicas with the same Redis share a fetch.
 * Keeps the last keys while the endpoint is down. An unknown key id forces a fetch, at most once per cooldown, so that a
 * flood of invented ids does not reach the issuer.
 */
@Injectable()
export class SigningKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SigningKeys.name);
  private keys: KeySet = new Map();
  private fetchedAtMs = -Infinity;
  private backoffMs = FIRST_BACKOFF_MS;
  private pending: Promise<DatedKeySet | undefined> | undefined;
  private forced: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private changes = 0;
  private readonly cooldown: JwksCooldown;

  constructor(
    private readonly config: AuthConfig,
    private readonly endpoint: JwksEndpoint,
    private readonly shared: SharedKeySet,
    private readonly metrics: Metrics,
    private readonly own: LocalIssuerKeys,
  ) {
    this.cooldown = new JwksCooldown(seconds(config.jwksCooldownSeconds));
  }

  onModuleInit(): void {
    this.metrics.observeKeyAge(() => this.ageSeconds);
    if (hasExternalIssuer(this.config)) void this.refresh(this.isRecent);
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  /** Changes whenever the issuer's keys or the token endpoint's keys change. Results of older keys are then invalid. */
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

  /** Returns the issuer's keys with this id; undefined if the id is unknown or the keys have expired. */
  find(keyId: string): readonly VerificationKey[] | undefined {
    return this.freshness === 'expired' ? undefined : this.keys.get(keyId);
  }

  /**
   * Fetches keys for an unknown id. During the cooldown, or while no keys are loaded, only waits for a running fetch.
   *
   * @param keyId if given, another replica's copy with this id may replace the fetch
   */
  async force(keyId?: string): Promise<void> {
    if (!hasExternalIssuer(this.config)) return;
    if (this.forced || this.freshness === 'none' || this.cooldown.isActive) {
      await (this.forced ?? this.pending);
      return;
    }
    const undoCooldown = this.cooldown.start();
    // A running fetch may have started before the issuer changed its keys. Wait for it, and then fetch again.
    this.forced = (this.pending ?? Promise.resolve())
      .then(() => this.refresh(keyId === undefined ? undefined : this.brings(keyId)))
      .then((renewed) => {
        // A copy from another replica did not reach the issuer.
        if (renewed && !renewed.isFetched) undoCooldown();
      })
      .finally(() => (this.forced = undefined));
    return this.forced;
  }

  /** Accepts a copy that is younger than the refresh interval. */
  private readonly isRecent: IsEnough = ({ ageMs }) => ageMs < seconds(this.config.jwksRefreshSeconds);

  /**
   * Accepts a copy that has the key and is newer than the current keys. An older copy may contain a key that the issuer has
   * withdrawn.
   */
  private brings(keyId: string): IsEnough {
    return ({ keys, ageMs }) => keys.has(keyId) && ageMs < seconds(this.ageSeconds);
  }

  /** Renews the keys once for all concurrent callers. After a failure, the current keys stay in use. */
  private refresh(isEnough?: IsEnough): Promise<DatedKeySet | undefined> {
    this.pending ??= this.renew(isEnough).finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async renew(isEnough: IsEnough | undefined): Promise<DatedKeySet | undefined> {
    clearTimeout(this.timer);
    try {
      if (this.freshness === 'none') this.use(await this.shared.read());
      const renewed = await this.shared.renew(() => this.endpoint.fetch(), isEnough);
      this.use(renewed);
      this.backoffMs = FIRST_BACKOFF_MS;
      this.metrics.keyRefreshes.inc({ outcome: renewed.isFetched ? 'loaded' : 'shared' });
      this.schedule(seconds(this.config.jwksRefreshSeconds) - renewed.ageMs);
      return renewed;
    } catch (error) {
      this.metrics.keyRefreshes.inc({ outcome: 'failed' });
      this.logger.warn(
        `Signing keys could not be fetched (current keys: ${this.freshness}): ${(error as Error).message}`,
      );
      this.use(await this.shared.read());
      this.schedule(this.backoffMs);
      this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
      return undefined;
    }
  }

  /** Uses fetched keys, or a copy that is newer than the current keys. */
  private use(found: DatedKeySet | undefined): void {
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
