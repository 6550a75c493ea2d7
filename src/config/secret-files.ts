import { Logger, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { seconds } from '../durations.js';
import { SecretFile } from './secret-file.js';

const POLL_INTERVAL_MS = seconds(2);

/**
 * The secret files of the configuration. Polls their contents instead of watching them: mounted secrets change by swapping
 * links, which file watchers miss on some systems.
 */
export class SecretFiles implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(SecretFiles.name);
  private readonly lastProblems = new Map<SecretFile, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly files: readonly SecretFile[]) {}

  onModuleInit(): void {
    if (this.files.length > 0) this.timer = setInterval(() => void this.reload(), POLL_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads every file again. Logs a change once, and a problem once until it changes. */
  async reload(): Promise<void> {
    await Promise.all(this.files.map((file) => this.reloadOne(file)));
  }

  private async reloadOne(file: SecretFile): Promise<void> {
    try {
      if (await file.reload()) this.logger.log(`${file.variable}_FILE: new content is in use`);
      this.lastProblems.delete(file);
    } catch (error) {
      const problem = (error as Error).message;
      if (this.lastProblems.get(file) === problem) return;
      this.lastProblems.set(file, problem);
      this.logger.error(`${file.variable}_FILE ${problem}; the former value stays in use`);
    }
  }
}
