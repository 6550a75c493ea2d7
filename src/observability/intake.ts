import { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';

/** Without a call for so long, nothing more is on its way to us. */
const QUIET_MS = 250;
const LOOK_EVERY_MS = 25;

/** Knows the calls in flight, and ends them in peace when the process is to stop. */
@Injectable()
export class Intake {
  private readonly answering = new Set<ServerResponse>();
  private held = 0;
  private lastActiveAtMs = performance.now();
  private draining = false;

  /** From the order to stop on: the load balancer should send nothing more. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Counts a call until its answer is out; while draining, its connection is not used again. */
  enter(response: ServerResponse): void {
    this.answering.add(response);
    if (this.draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.answering.delete(response);
      this.lastActiveAtMs = performance.now();
    });
  }

  /** Counts work that is to end before the process does, though nobody may wait for its answer any more. */
  async hold<T>(work: Promise<T>): Promise<T> {
    this.held += 1;
    try {
      return await work;
    } finally {
      this.held -= 1;
    }
  }

  /** Turns unready at once; resolves when no call is left and none has come for a moment, after `timeoutMs` at the latest. */
  async drain(timeoutMs: number): Promise<void> {
    this.draining = true;
    for (const response of this.answering) if (!response.headersSent) response.setHeader('Connection', 'close');
    const startedAtMs = performance.now();
    this.lastActiveAtMs = startedAtMs;
    while (performance.now() - startedAtMs < timeoutMs && !this.isQuiet())
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }

  private isQuiet(): boolean {
    return this.answering.size === 0 && this.held === 0 && performance.now() - this.lastActiveAtMs >= QUIET_MS;
  }
}
