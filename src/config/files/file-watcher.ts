import { Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { seconds } from '../../time/durations.js';
import { WatchedFiles } from './watched-files.js';

const POLL_INTERVAL_MS = seconds(2);

/** Minimum time between two reloads that `refresh` starts. */
const MIN_REFRESH_INTERVAL_MS = 200;

/**
 * Watches all files that may change while the service runs: secrets, certificates and keys. Polls the contents instead of
 * using file system events: a mounted secret changes when a link is swapped, and some systems do not report that.
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

  /** Reads every file again. Logs every change, and a problem only if it differs from the last one. */
  async reload(): Promise<void> {
    await Promise.all([...this.watched].map((files) => this.reloadOne(files)));
  }

  /**
   * Reads every file again, because credentials or a certificate were rejected and may have just been rotated. Concurrent
   * calls share one reload, which starts after the last of them.
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

  /** Skips this poll if the previous one is still running, for example because a network file system hangs. */
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
      this.logger.error(`${files.name} ${problem}; the previous content stays in use`);
    }
  }
}
