import { seconds } from '../durations.js';
import { Log } from '../observability/log.js';
import { MergedMetrics } from './merged-metrics.js';
import { RestartDelay } from './restart-delay.js';
import { Ending, WorkerProcess } from './worker-process.js';

/** What a new worker may take until it serves, before a rolling restart is given up. */
const START_LIMIT_MS = seconds(60);
const REPORT_EVERY_MS = seconds(5);
const REPORT_LIMIT_MS = seconds(1);
/** A worker that has not answered so often hangs: nobody else would notice behind a port that others serve too. */
const SILENT_ROUNDS = 6;

export interface SupervisorDependencies {
  /** How many workers there shall be. */
  readonly count: number;
  /** What a worker may take to stop. */
  readonly stopLimitMs: number;
  /** Starts a process; one that joins others listens once it is ready, one that is alone at once. */
  readonly fork: (joins: boolean, onScrape: (scrape: number) => void) => WorkerProcess;
  readonly log: Log;
}

/** The parent of all workers: it answers no calls, and sees to it that they do. */
export class Supervisor {
  private readonly workers = new Set<WorkerProcess>();
  private readonly delay = new RestartDelay();
  private readonly metrics = new MergedMetrics();
  private readonly watch: NodeJS.Timeout;
  private hasServed = false;
  private isStopping = false;
  private isRolling = false;
  private rollsAgain = false;
  private exitCode = 0;
  private finish: (exitCode: number) => void = () => undefined;

  /** Resolves with the exit code when all has ended: 0 in peace. */
  readonly over = new Promise<number>((resolve) => (this.finish = resolve));

  constructor(private readonly parts: SupervisorDependencies) {
    for (let started = 0; started < parts.count; started += 1) this.add();
    this.watch = setInterval(() => this.lookAtAll(), REPORT_EVERY_MS);
  }

  /** Has all workers answer what is under way, and end. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    clearInterval(this.watch);
    for (const worker of this.workers) this.dismiss(worker, 'drain');
    this.finishIfAlone();
  }

  /** Replaces one worker after another; each serves until its successor does. Asked meanwhile, it begins once more. */
  async roll(): Promise<void> {
    this.rollsAgain = this.isRolling;
    if (this.isRolling || this.isStopping) return;
    this.isRolling = true;
    this.parts.log.log('Replacing the workers one by one', Supervisor.name);
    for (const worker of [...this.workers]) if (!(await this.replace(worker))) break;
    this.isRolling = false;
    if (this.rollsAgain) await this.roll();
  }

  private async replace(worker: WorkerProcess): Promise<boolean> {
    if (this.isStopping) return false;
    if (!this.workers.has(worker)) return true;
    const successor = this.add();
    successor.isWanted = false;
    const isReady = await successor.becomesReady(START_LIMIT_MS);
    if (this.isStopping) return false;
    if (!isReady) {
      this.parts.log.error(`${successor.name} did not get ready; the others stay as they are`, Supervisor.name);
      successor.kill();
      return false;
    }
    successor.isWanted = true;
    this.dismiss(worker, 'leave');
    await worker.ended;
    return true;
  }

  private add(): WorkerProcess {
    const joins = this.workers.size > 0;
    const worker = this.parts.fork(joins, (scrape) => void this.expose(worker, scrape));
    this.workers.add(worker);
    void worker.ready.then(() => this.parts.log.log(`${worker.name} serves`, Supervisor.name));
    void worker.ended.then((ending) => this.bury(worker, ending));
    return worker;
  }

  private bury(worker: WorkerProcess, { code, signal }: Ending): void {
    this.workers.delete(worker);
    this.metrics.bury(worker.report);
    this.hasServed ||= worker.isListening;
    if (this.isStopping) return this.finishIfAlone();
    if (!worker.isWanted) return;
    const what = `${worker.name} ended (${signal ?? `exit code ${code}`})`;
    if (!this.hasServed && ![...this.workers].some(({ isListening }) => isListening)) {
      this.parts.log.fatal(`${what} before anything was served`, Supervisor.name);
      this.exitCode = 1;
      return this.stop();
    }
    const delayMs = this.delay.nextMs();
    this.parts.log.error(`${what}; another one starts in ${delayMs} ms`, Supervisor.name);
    setTimeout(() => this.isStopping || this.add(), delayMs);
  }

  private dismiss(worker: WorkerProcess, order: 'drain' | 'leave'): void {
    worker.isWanted = false;
    worker.tell({ order });
    const timer = setTimeout(() => {
      this.parts.log.error(`${worker.name} does not stop; it is killed`, Supervisor.name);
      this.exitCode = 1;
      worker.kill();
    }, this.parts.stopLimitMs);
    void worker.ended.then(() => clearTimeout(timer));
  }

  private finishIfAlone(): void {
    if (this.workers.size === 0) this.finish(this.exitCode);
  }

  private async expose(asked: WorkerProcess, scrape: number): Promise<void> {
    try {
      const reports = await Promise.all([...this.workers].map((worker) => worker.refresh(REPORT_LIMIT_MS)));
      asked.tell({ order: 'expose', scrape, text: await this.metrics.text(reports) });
    } catch (error) {
      this.parts.log.error('The metrics of the workers could not be merged', error, Supervisor.name);
    }
  }

  /** Keeps what each has counted, lest it is lost with it, and ends whoever says nothing any more. */
  private lookAtAll(): void {
    for (const worker of this.workers) {
      worker.tell({ order: 'report' });
      if (!worker.isListening || worker.unanswered <= SILENT_ROUNDS) continue;
      this.parts.log.error(`${worker.name} hangs; it is killed`, Supervisor.name);
      worker.kill();
    }
  }
}
