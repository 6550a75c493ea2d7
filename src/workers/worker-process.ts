import { Worker } from 'node:cluster';
import { MetricReport, SupervisorMessage, WorkerMessage } from './worker-messages.js';

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The parent's hold on one worker. */
export class WorkerProcess {
  /** False once it is meant to end: then nobody takes its place. */
  isWanted = true;
  isListening = false;
  /** How often it has been asked for a report since it gave one. */
  unanswered = 0;
  /** What it told last. */
  report: MetricReport = [];
  readonly ended: Promise<Ending>;
  /** Resolves when it serves. */
  readonly ready: Promise<void>;
  private readonly onReport = new Set<() => void>();

  /** @param onScrape told where somebody asks this worker for the metrics of all */
  constructor(
    private readonly worker: Worker,
    onScrape: (scrape: number) => void,
  ) {
    let isReady = (): void => undefined;
    this.ready = new Promise((resolve) => (isReady = resolve));
    this.ended = new Promise((resolve) => worker.once('exit', (code, signal) => resolve({ code, signal })));
    worker.on('listening', () => (this.isListening = true));
    // A worker that has just died cannot be told anything; its end is told by the event.
    worker.on('error', () => undefined);
    worker.on('message', (message: WorkerMessage) => {
      if (message.word === 'ready') isReady();
      if (message.word === 'report') this.keep(message.metrics);
      if (message.word === 'scrape') onScrape(message.scrape);
    });
  }

  get name(): string {
    return `Worker ${this.worker.process.pid ?? 'without a process'}`;
  }

  tell(order: SupervisorMessage): void {
    if (order.order === 'report') this.unanswered += 1;
    if (this.worker.isConnected()) this.worker.send(order);
  }

  kill(): void {
    this.worker.process.kill('SIGKILL');
  }

  /** Whether it serves in time; false where it ends before. */
  async becomesReady(limitMs: number): Promise<boolean> {
    return within(limitMs, this.ready, this.ended);
  }

  /** Has it tell its metrics; where it does not, what it told last has to do. */
  async refresh(limitMs: number): Promise<MetricReport> {
    const reported = new Promise<void>((resolve) => this.onReport.add(resolve));
    this.tell({ order: 'report' });
    await within(limitMs, reported, this.ended);
    return this.report;
  }

  private keep(metrics: MetricReport): void {
    this.report = metrics;
    this.unanswered = 0;
    for (const resolve of this.onReport) resolve();
    this.onReport.clear();
  }
}

/** Whether the one comes in time, and before the other. */
async function within(limitMs: number, wanted: Promise<unknown>, spoiling: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)));
  const inTime = await Promise.race([wanted.then(() => true), spoiling.then(() => false), late]);
  clearTimeout(timer);
  return inTime;
}
