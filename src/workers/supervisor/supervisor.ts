import { seconds } from '../../time/durations.js';
import { Log } from '../../observability/log/log.js';
import { MergedMetrics } from './merged-metrics.js';
import { RestartDelay } from './restart-delay.js';
import { WorkerExit, WorkerProcess } from './worker-process.js';

/** Time limit for a new worker to become ready during a rolling restart. */
const START_TIMEOUT_MS = seconds(60);
const REPORT_INTERVAL_MS = seconds(5);
const REPORT_TIMEOUT_MS = seconds(1);
/** A worker that misses more reports than this is hanging. Probes cannot detect it, because other workers serve the same port. */
const MAX_MISSED_REPORTS = 6;

export interface SupervisorOptions {
  readonly count: number;
  readonly stopTimeoutMs: number;
  /** Starts a worker. @param joins whether the worker waits until it is ready before it listens */
  readonly fork: (joins: boolean, onScrape: (scrape: number) => void) => WorkerProcess;
  readonly log: Log;
}

/** Parent of all workers: starts, replaces and stops them, and merges their metrics. */
export class Supervisor {
  private readonly workers = new Set<WorkerProcess>();
  private readonly delay = new RestartDelay();
  private readonly metrics = new MergedMetrics();
  private readonly reportTimer: NodeJS.Timeout;
  private hasServed = false;
  private isStopping = false;
  private isRolling = false;
  private isRestartRequested = false;
  private exitCode = 0;
  private finish: (exitCode: number) => void = () => undefined;

  /** Resolves with the exit code when all workers have exited. */
  readonly finished = new Promise<number>((resolve) => (this.finish = resolve));

  constructor(private readonly options: SupervisorOptions) {
    for (let started = 0; started < options.count; started += 1) this.add();
    this.reportTimer = setInterval(() => this.requestReports(), REPORT_INTERVAL_MS);
  }

  /** Drains and stops all workers. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    clearInterval(this.reportTimer);
    for (const worker of this.workers) this.stopWorker(worker, 'drain');
    this.finishIfEmpty();
  }

  /** Replaces the workers one by one. Each serves until its replacement is ready. A call during a restart starts a second restart after it. */
  async rollingRestart(): Promise<void> {
    this.isRestartRequested = this.isRolling;
    if (this.isRolling || this.isStopping) return;
    this.isRolling = true;
    this.options.log.log('Replacing the workers one by one', Supervisor.name);
    for (const worker of [...this.workers]) if (!(await this.replace(worker))) break;
    this.isRolling = false;
    if (this.isRestartRequested) await this.rollingRestart();
  }

  private async replace(worker: WorkerProcess): Promise<boolean> {
    if (this.isStopping) return false;
    if (!this.workers.has(worker)) return true;
    const successor = this.add();
    successor.isReplacedOnExit = false;
    const isReady = await successor.waitUntilReady(START_TIMEOUT_MS);
    if (this.isStopping) return false;
    if (!isReady) {
      this.options.log.error(`${successor.name} did not become ready; the rolling restart stops here`, Supervisor.name);
      successor.kill();
      return false;
    }
    successor.isReplacedOnExit = true;
    this.stopWorker(worker, 'leave');
    await worker.exited;
    return true;
  }

  private add(): WorkerProcess {
    const joins = this.workers.size > 0;
    const worker = this.options.fork(joins, (scrape) => void this.expose(worker, scrape));
    this.workers.add(worker);
    void worker.ready.then(() => this.options.log.log(`${worker.name} is serving`, Supervisor.name));
    void worker.exited.then((ending) => this.onExit(worker, ending));
    return worker;
  }

  private onExit(worker: WorkerProcess, { code, signal, error }: WorkerExit): void {
    this.workers.delete(worker);
    this.metrics.retain(worker.report);
    this.hasServed ||= worker.isListening;
    if (this.isStopping) return this.finishIfEmpty();
    if (!worker.isReplacedOnExit) return;
    const description = `${worker.name} exited (${error ?? signal ?? `exit code ${code}`})`;
    if (!this.hasServed && ![...this.workers].some(({ isListening }) => isListening)) {
      this.options.log.fatal(`${description} before any worker was serving`, Supervisor.name);
      this.exitCode = 1;
      return this.stop();
    }
    const delayMs = this.delay.nextMs();
    this.options.log.error(`${description}; its replacement starts in ${delayMs} ms`, Supervisor.name);
    setTimeout(() => this.isStopping || this.add(), delayMs);
  }

  private stopWorker(worker: WorkerProcess, order: 'drain' | 'leave'): void {
    worker.isReplacedOnExit = false;
    worker.send({ order: order });
    const timer = setTimeout(() => {
      this.options.log.error(`${worker.name} did not stop in time; killing it`, Supervisor.name);
      this.exitCode = 1;
      worker.kill();
    }, this.options.stopTimeoutMs);
    void worker.exited.then(() => clearTimeout(timer));
  }

  private finishIfEmpty(): void {
    if (this.workers.size === 0) this.finish(this.exitCode);
  }

  private async expose(requester: WorkerProcess, scrape: number): Promise<void> {
    try {
      const reports = await Promise.all([...this.workers].map((worker) => worker.requestReport(REPORT_TIMEOUT_MS)));
      requester.send({ order: 'expose', scrape, text: await this.metrics.text(reports) });
    } catch (error) {
      this.options.log.error('The metrics of the workers could not be merged', error, Supervisor.name);
    }
  }

  /** Requests a report from each worker, so that a crash loses few counts. Kills workers that hang. */
  private requestReports(): void {
    for (const worker of this.workers) {
      worker.send({ order: 'report' });
      if (!worker.isListening || worker.missedReports <= MAX_MISSED_REPORTS) continue;
      this.options.log.error(`${worker.name} hangs; killing it`, Supervisor.name);
      worker.kill();
    }
  }
}
