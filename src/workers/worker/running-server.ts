import { Server } from 'node:net';
import { NestExpressApplication } from '@nestjs/platform-express';
import { seconds } from '../../time/durations.js';
import { DrainTracker } from '../../observability/drain-tracker.js';
import { Log } from '../../observability/log/log.js';
import { localUrl, portOf } from '../../server/wire/local-url.js';
import { TlsConfig } from '../../server/tls/tls.config.js';
import { ServerConfig } from '../../server/wire/server.config.js';

/** Time limit for closing connections, such as those to Redis. */
export const CLOSE_TIMEOUT_MS = seconds(2);

interface StopOptions {
  /** True if other workers serve the same port. Then readiness does not change. */
  readonly isReplaced?: boolean;
}

/** The listening application, up to its graceful shutdown. */
export class RunningServer {
  private stopping: Promise<void> | undefined;
  private readonly drainTracker: DrainTracker;

  constructor(private readonly app: NestExpressApplication) {
    this.drainTracker = app.get(DrainTracker);
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  async listen(): Promise<void> {
    const { host, port } = this.app.get(ServerConfig);
    await this.app.listen(port, host);
  }

  /** URL of the listening server on this machine. */
  get url(): string {
    const { host, port } = this.app.get(ServerConfig);
    const server = this.app.getHttpServer() as Server;
    return localUrl({ host, port: portOf(server.address(), port) }, this.app.get(TlsConfig).certFile !== undefined);
  }

  /**
   * Completes the calls in flight and closes everything, within `DRAIN_TIMEOUT_MS` and `CLOSE_TIMEOUT_MS`. A second call is
   * harmless: a terminal and npm can each send the signal.
   */
  stop({ isReplaced = false }: StopOptions = {}): Promise<void> {
    if (!isReplaced) this.drainTracker.markDraining();
    return (this.stopping ??= this.end(isReplaced));
  }

  private async end(isReplaced: boolean): Promise<void> {
    const { drainTimeoutMs, drainNoticeMs } = this.app.get(ServerConfig);
    const startedAtMs = performance.now();
    if (!isReplaced) await this.drainTracker.waitUntilIdle(drainTimeoutMs, drainNoticeMs);
    this.stopListening();
    // A connection that was accepted earlier may still carry a call.
    await this.drainTracker.waitUntilIdle(drainTimeoutMs - (performance.now() - startedAtMs));
    // The remaining connections are idle or over the time limit.
    (this.app.getHttpServer() as { closeAllConnections(): void }).closeAllConnections();
    await this.close();
  }

  /** Stops accepting connections. `http.Server.close` would also close idle connections, although a call may just arrive there. */
  private stopListening(): void {
    Server.prototype.close.call(this.app.getHttpServer());
  }

  private async close(): Promise<void> {
    const timeout = new Promise<'timeout'>((resolve) => setTimeout(() => resolve('timeout'), CLOSE_TIMEOUT_MS).unref());
    const outcome = await Promise.race([this.app.close(), timeout]).catch((error: unknown) => error);
    if (outcome !== undefined)
      this.app.get(Log).warn('Some connections did not close in time', outcome, RunningServer.name);
  }
}
