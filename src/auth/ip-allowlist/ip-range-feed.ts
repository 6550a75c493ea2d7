import { Injectable, Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { IpRange } from '../../config/values/ip-range.js';
import { hours, minutes, seconds, timerDelay } from '../../time/durations.js';
import { DocumentFetcher } from '../../resilience/transport/document-fetcher.js';
import { readFeedDocument } from './ip-range-feed-document.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

const MAX_DOCUMENT_BYTES = 1_024 * 1_024;
const FIRST_BACKOFF_MS = seconds(1);
const LONGEST_BACKOFF_MS = minutes(5);
const STALE_AFTER_MS = hours(24);

/** Age of the ranges; `off` without a feed, `none` before the first document. */
export type FeedFreshness = 'off' | 'none' | 'fresh' | 'stale';

/**
 * Fetches the addresses from which Genesys Cloud calls, at startup and then every `IP_ALLOWLIST_FEED_SECONDS` in the
 * background.
 *
 * During an outage, or after an implausible document, the last valid ranges stay in use. Before the first document, the feed
 * does not allow any address. Does not follow redirects. Reads at most 1 MB.
 */
@Injectable()
export class IpRangeFeed implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(IpRangeFeed.name);
  private loadedAtMs = -Infinity;
  private backoffMs = FIRST_BACKOFF_MS;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** Current ranges; a new array after each change. */
  ranges: readonly IpRange[] = [];

  constructor(
    private readonly config: IpAllowlistConfig,
    private readonly documents: DocumentFetcher,
  ) {}

  onModuleInit(): void {
    if (this.config.feedUrl !== undefined) void this.refresh(this.config.feedUrl);
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  get ageSeconds(): number {
    return (performance.now() - this.loadedAtMs) / 1_000;
  }

  get freshness(): FeedFreshness {
    if (this.config.feedUrl === undefined) return 'off';
    if (this.loadedAtMs === -Infinity) return 'none';
    return seconds(this.ageSeconds) > STALE_AFTER_MS ? 'stale' : 'fresh';
  }

  private async refresh(url: string): Promise<void> {
    try {
      this.use(await this.documents.getJson(url, MAX_DOCUMENT_BYTES));
      this.backoffMs = FIRST_BACKOFF_MS;
      this.schedule(url, seconds(this.config.feedRefreshSeconds));
    } catch (error) {
      this.logger.warn(
        `Could not read IP_ALLOWLIST_FEED (current ranges: ${this.freshness}): ${(error as Error).message}`,
      );
      this.schedule(url, this.backoffMs);
      this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
    }
  }

  /** @throws Error if the document is unusable; the current ranges stay in use */
  private use(document: unknown): void {
    const { ranges, skipped } = readFeedDocument(document, this.config);
    this.loadedAtMs = performance.now();
    if (skipped > 0) this.logger.warn(`Skipped ${skipped} entries of the IP range feed that are not IP ranges`);
    if (textOf(ranges) === textOf(this.ranges)) return;
    this.ranges = ranges;
    this.logger.log(`Loaded ${ranges.length} ranges from the IP range feed`);
  }

  private schedule(url: string, delayMs: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.refresh(url), timerDelay(delayMs)).unref();
  }
}

const textOf = (ranges: readonly IpRange[]): string =>
  ranges.map(([address, bits]) => `${address.toString()}/${bits}`).join();
