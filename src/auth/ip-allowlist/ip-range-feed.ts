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

/** Age class of the list; `off` without a feed. */
export type FeedFreshness = 'off' | 'none' | 'fresh' | 'stale';

/**
 * Fetches the addresses from which Genesys Cloud calls, at startup and every hour in the background.
 *
 * An outage or an implausible list keeps the last valid one. Before the first list the feed allows no address. Follows
 * no redirect and reads at most 1 MB.
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
      this.logger.warn(`The address feed could not be read (in hand: ${this.freshness}): ${(error as Error).message}`);
      this.schedule(url, this.backoffMs);
      this.backoffMs = Math.min(this.backoffMs * 2, LONGEST_BACKOFF_MS);
    }
  }

  /** @throws Error if the document is unusable; the current list stays */
  private use(document: unknown): void {
    const { ranges, skipped } = readFeedDocument(document, this.config);
    this.loadedAtMs = performance.now();
    if (skipped > 0) this.logger.warn(`${skipped} entries of the address feed are no addresses, and are left out`);
    if (textOf(ranges) === textOf(this.ranges)) return;
    this.ranges = ranges;
    this.logger.log(`Addresses of the feed in use: ${ranges.length} ranges`);
  }

  private schedule(url: string, delayMs: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.refresh(url), timerDelay(delayMs)).unref();
  }
}

const textOf = (ranges: readonly IpRange[]): string =>
  ranges.map(([address, bits]) => `${address.toString()}/${bits}`).join();
