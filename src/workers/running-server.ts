import { Server } from 'node:net';
import { NestExpressApplication } from '@nestjs/platform-express';
import { seconds } from '../durations.js';
import { DrainTracker } from '../observability/drain-tracker.js';
import { Log } from '../observability/log.js';
import { ServerConfig } from '../server/wire/server.config.js';

/** How long goodbyes may take, to Redis and whoever else is told of the end: they are not worth more. */
export const CLOSE_LIMIT_MS = seconds(2);

interface Ending {
  /** Whether siblings at the same port take what comes from now on: then nobody needs to be told to stay away. */
  readonly isReplaced?: boolean;
}

/** The application at its port, until it has given its last answer. */
export class RunningServer {
  private stopping: Promise<void> | undefined;
  private readonly intake: DrainTracker;

  constructor(private readonly app: NestExpressApplication) {
    this.intake = app.get(DrainTracker);
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  async listen(): Promise<void> {
    const { host, port } = this.app.get(ServerConfig);
    await this.app.listen(port, host);
  }

  /**
   * Answers what is under way or on its way, and closes everything, within `DRAIN_TIMEOUT_MS` and `CLOSE_LIMIT_MS`. Told
   * twice, as by a terminal and by npm at once, it loses no more calls than told once.
   */
  stop({ isReplaced = false }: Ending = {}): Promise<void> {
    if (!isReplaced) this.intake.markDraining();
    return (this.stopping ??= this.end(isReplaced));
  }

  private async end(isReplaced: boolean): Promise<void> {
    const { drainTimeoutMs, drainNoticeMs } = this.app.get(ServerConfig);
    const startedAtMs = performance.now();
    if (!isReplaced) await this.intake.waitUntilIdle(drainTimeoutMs, drainNoticeMs);
    this.stopListening();
    // Whoever had connected by then is answered too.
    await this.intake.waitUntilIdle(drainTimeoutMs - (performance.now() - startedAtMs));
    // What is open now says nothing, or takes longer than anyone may wait for it.
    (this.app.getHttpServer() as { closeAllConnections(): void }).closeAllConnections();
    await this.close();
  }

  /** Node's own `close` of an HTTP server would also cut connections on which a call may be on its way. */
  private stopListening(): void {
    Server.prototype.close.call(this.app.getHttpServer());
  }

  private async close(): Promise<void> {
    const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), CLOSE_LIMIT_MS).unref());
    const outcome = await Promise.race([this.app.close(), late]).catch((error: unknown) => error);
    if (outcome !== undefined)
      this.app.get(Log).warn('Not everything could be closed in time', outcome, RunningServer.name);
  }
}
