import { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Roster } from '../roster.js';

/** Without a call for so long, nothing more is on its way to us. */
const QUIET_MS = 250;
const LOOK_EVERY_MS = 25;

/** Knows the calls in flight, and ends them in peace when the process is to stop. */
@Injectable()
export class DrainTracker {
  private readonly answering = new Roster<ServerResponse>();
  private held = 0;
  private lastActiveAtMs = performance.now();
  private draining = false;
  private closing = false;

  /** From the order to stop on: the load balancer should send nothing more. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts a call until its answer is out; once it is to stop, its connection is not used again. */
  trackRequest(response: ServerResponse): void {
    this.answering.add(response);
    if (this.closing) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.answering.remove(response);
      if (!isProbe(response)) this.lastActiveAtMs = performance.now();
    });
  }

  /** Counts work that is to end before the process does, though nobody may wait for its answer any more. */
  async trackWork<T>(work: Promise<T>): Promise<T> {
    this.held += 1;
    try {
      return await work;
    } finally {
      this.held -= 1;
    }
  }

  /** Turns unready. */
  markDraining(): void {
    this.draining = true;
  }

  /** Turns unready at once, and then as `settle`. */
  async drain(timeoutMs: number, noticeMs = 0): Promise<void> {
    this.markDraining();
    await this.waitUntilIdle(timeoutMs, noticeMs);
  }

  /**
   * Lets every connection end with its next answer; resolves when no call is left and none has come for a moment.
   *
   * @param timeoutMs what it may take at most
   * @param noticeMs what it takes at least, so that load balancers find out before nobody listens any more
   */
  async waitUntilIdle(timeoutMs: number, noticeMs = 0): Promise<void> {
    this.closing = true;
    for (const response of this.answering) if (!response.headersSent) response.setHeader('Connection', 'close');
    const startedAtMs = performance.now();
    this.lastActiveAtMs = startedAtMs;
    const spentMs = (): number => performance.now() - startedAtMs;
    while (spentMs() < timeoutMs && !(spentMs() >= noticeMs && this.isQuiet()))
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }

  private isQuiet(): boolean {
    return this.answering.size === 0 && this.held === 0 && performance.now() - this.lastActiveAtMs >= QUIET_MS;
  }
}

/** Probes come all the time, and say nothing of calls that may still come. */
const isProbe = ({ req }: ServerResponse): boolean => req.url?.startsWith('/health') ?? false;
