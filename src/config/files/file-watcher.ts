import { Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../../time/durations.js';
import { WatchedFiles } from './watched-files.js';

const POLL_INTERVAL_MS = seconds(2);

/** Minimum time between two readings that `refresh` requests. */
const MIN_REFRESH_INTERVAL_MS = 200;

/**
 * Watches all files that may change while the service runs: secrets, certificates and keys. Polls their contents instead of
 * the file system's events: mounted secrets change by swapping links, which file watchers miss on some systems.
 */
export class FileWatcher implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(FileWatcher.name);
  private readonly watched = new Set<WatchedFiles>();
  private readonly lastProblems = new Map<WatchedFiles, string>();
  private timer: NodeJS.Timeout | undefined;
  private isPolling = false;
  private isStopped = false;
  private pendingRefresh: Promise<void> | undefined;
  private refreshedAtMs = -Infinity;

  onModuleInit(): void {
    this.timer = setInterval(() => void this.poll(), POLL_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    clearInterval(this.timer);
  }

  /** Reloads these files after each change, while the service runs. */
  watch(files: WatchedFiles): void {
    this.watched.add(files);
  }

  /** Reads every file again. Logs a change once, and a problem once until it changes. */
  async reload(): Promise<void> {
    await Promise.all([...this.watched].map((files) => this.reloadOne(files)));
  }

  /**
   * Reads every file again, for a caller whose credentials were rejected: they may have been rotated a moment ago. Requests at
   * the same time share one reading, which begins after all of them.
   */
  refresh(): Promise<void> {
    return (this.pendingRefresh ??= this.refreshSoon());
  }

  private async refreshSoon(): Promise<void> {
    const waitMs = this.refreshedAtMs + MIN_REFRESH_INTERVAL_MS - performance.now();
    if (waitMs > 0) await sleep(waitMs, undefined, { ref: false });
    else await Promise.resolve();
    this.pendingRefresh = undefined;
    this.refreshedAtMs = performance.now();
    await this.reload();
  }

  /** Skips a turn while the last one still reads, as on a network file system that hangs. */
  private async poll(): Promise<void> {
    if (this.isPolling) return;
    this.isPolling = true;
    await this.reload();
    this.isPolling = false;
  }

  private async reloadOne(files: WatchedFiles): Promise<void> {
    try {
      if (await files.reload()) this.logger.log(`${files.name}: new content is in use`);
      this.lastProblems.delete(files);
    } catch (error) {
      const problem = (error as Error).message;
      if (this.isStopped || this.lastProblems.get(files) === problem) return;
      this.lastProblems.set(files, problem);
      this.logger.error(`${files.name} ${problem}; the former content stays in use`);
    }
  }
}
