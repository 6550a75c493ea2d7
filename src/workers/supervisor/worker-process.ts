import { Worker } from 'node:cluster';
import { MetricReport, SupervisorMessage, WorkerMessage } from '../worker/worker-messages.js';

/** Exit of a worker. `error`: the system could not start its process, for example `spawn EMFILE`. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: string;
}

/** The parent's handle of one worker. */
export class WorkerProcess {
  /** False while the worker starts in a rolling restart, and after the parent has stopped it. */
  isReplacedOnExit = true;
  isListening = false;
  /** Number of requested reports since the last received one. */
  missedReports = 0;
  report: MetricReport = [];
  readonly exited: Promise<WorkerExit>;
  /** Resolves when the worker serves. */
  readonly ready: Promise<void>;
  private readonly onReport = new Set<() => void>();

  /** @param onScrape called when this worker requests the merged metrics */
  constructor(
    private readonly worker: Worker,
    onScrape: (scrape: number) => void,
  ) {
    let isReady = (): void => undefined;
    this.ready = new Promise((resolve) => (isReady = resolve));
    this.exited = new Promise((resolve) => {
      worker.once('exit', (code, signal) => resolve({ code, signal }));
      // Node also emits this event if a message to an exited worker fails. The exit event then resolves the promise.
      worker.on('error', ({ message }: Error) => {
        if (worker.process.pid === undefined) resolve({ code: null, signal: null, error: message });
      });
    });
    worker.on('listening', () => (this.isListening = true));
    worker.on('message', (message: WorkerMessage) => {
      if (message.word === 'ready') isReady();
      if (message.word === 'report') this.storeReport(message.metrics);
      if (message.word === 'scrape') onScrape(message.scrape);
    });
  }

  get name(): string {
    return `Worker ${this.worker.process.pid ?? 'without a process'}`;
  }

  send(message: SupervisorMessage): void {
    if (message.order === 'report') this.missedReports += 1;
    if (this.worker.isConnected()) this.worker.send(message);
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  /** Waits until the worker is ready. @returns false if it is not ready in time or exits before */
  async waitUntilReady(timeoutMs: number): Promise<boolean> {
    return within(timeoutMs, this.ready, this.exited);
  }

  /** Requests a report. Returns the previous one if none arrives in time. */
  async requestReport(timeoutMs: number): Promise<MetricReport> {
    const reported = new Promise<void>((resolve) => this.onReport.add(resolve));
    this.send({ order: 'report' });
    await within(timeoutMs, reported, this.exited);
    return this.report;
  }

  private storeReport(metrics: MetricReport): void {
    this.report = metrics;
    this.missedReports = 0;
    for (const resolve of this.onReport) resolve();
    this.onReport.clear();
  }
}

/** Returns whether `expected` resolves in time and before `aborted`. */
async function within(timeoutMs: number, expected: Promise<unknown>, aborted: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), timeoutMs)));
  const inTime = await Promise.race([expected.then(() => true), aborted.then(() => false), timeout]);
  clearTimeout(timer);
  return inTime;
}
