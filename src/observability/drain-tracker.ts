import { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Time without a call after which no more calls are expected. */
const QUIET_MS = 250;
const POLL_INTERVAL_MS = 25;

/** Tracks calls in flight and waits for them at shutdown. */
@Injectable()
export class DrainTracker {
  /**
   * An unordered array, not a Set: V8 copies a Set repeatedly if each call adds and removes an entry. The old copies would keep
   * completed calls in memory during minor garbage collections.
   */
  private readonly openResponses: ServerResponse[] = [];
  private pendingWork = 0;
  private lastActiveAtMs = performance.now();
  private draining = false;
  private closing = false;

  /** True after the stop signal: the load balancer should send no more calls. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts a call until its response is sent. During shutdown the response closes its connection. */
  trackRequest(response: ServerResponse): void {
    this.openResponses.push(response);
    if (this.closing) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.forget(response);
      if (!isProbe(response)) this.lastActiveAtMs = performance.now();
    });
  }

  /** Tracks work that must complete before the process exits, even if the client has disconnected. */
  async trackWork<T>(work: Promise<T>): Promise<T> {
    this.pendingWork += 1;
    try {
      return await work;
    } finally {
      this.pendingWork -= 1;
    }
  }

  markDraining(): void {
    this.draining = true;
  }

  /** Marks the process as draining, then calls `waitUntilIdle`. */
  async drain(timeoutMs: number, noticeMs = 0): Promise<void> {
    this.markDraining();
    await this.waitUntilIdle(timeoutMs, noticeMs);
  }

  /**
   * Closes each connection with its next response. Resolves when no call is in flight and none has arrived for `QUIET_MS`.
   *
   * @param timeoutMs maximum wait
   * @param noticeMs minimum wait, so that load balancers notice the readiness change first
   */
  async waitUntilIdle(timeoutMs: number, noticeMs = 0): Promise<void> {
    this.closing = true;
    for (const response of this.openResponses) if (!response.headersSent) response.setHeader('Connection', 'close');
    const startedAtMs = performance.now();
    this.lastActiveAtMs = startedAtMs;
    const elapsedMs = (): number => performance.now() - startedAtMs;
    while (elapsedMs() < timeoutMs && !(elapsedMs() >= noticeMs && this.isQuiet()))
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }

  private forget(response: ServerResponse): void {
    const last = this.openResponses.pop();
    if (last && last !== response) this.openResponses[this.openResponses.indexOf(response)] = last;
  }

  private isQuiet(): boolean {
    return (
      this.openResponses.length === 0 && this.pendingWork === 0 && performance.now() - this.lastActiveAtMs >= QUIET_MS
    );
  }
}

/** Probes never stop, so they do not count as activity. */
const isProbe = ({ req }: ServerResponse): boolean => req.url?.startsWith('/health') ?? false;
