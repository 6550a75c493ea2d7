import { Log } from '../../observability/log/log.js';
import { LoggingConfig } from '../../observability/log/logging.config.js';
import { Supervisor } from './supervisor.js';
import { SupervisorMessage } from '../worker/worker-messages.js';
import { WorkerExit, WorkerProcess } from './worker-process.js';

/** A worker without a process. */
class FakeWorker {
  isReplacedOnExit = true;
  isListening = false;
  missedReports = 0;
  readonly report = [];
  readonly orders: string[] = [];
  isKilled = false;
  serve = (): void => undefined;
  end = (_ending: WorkerExit): void => undefined;
  readonly ready = new Promise<void>((resolve) => (this.serve = resolve)).then(() => void (this.isListening = true));
  readonly exited = new Promise<WorkerExit>((resolve) => (this.end = resolve));

  constructor(
    readonly name: string,
    readonly joins: boolean,
  ) {}

  send({ order }: SupervisorMessage): void {
    this.orders.push(order);
    if (order === 'report') this.missedReports += 1;
  }

  kill(): void {
    this.isKilled = true;
    this.end({ code: null, signal: 'SIGKILL' });
  }

  waitUntilReady(): Promise<boolean> {
    return Promise.race([this.ready.then(() => true), this.exited.then(() => false)]);
  }

  requestReport(): Promise<[]> {
    return Promise.resolve([]);
  }
}

const CRASH: WorkerExit = { code: 1, signal: null };
const NORMAL_EXIT: WorkerExit = { code: 0, signal: null };

describe('Supervisor', () => {
  let workers: FakeWorker[];
  let supervisor: Supervisor;
  let exitCode: number | undefined;

  beforeEach(() => {
    jest.useFakeTimers();
    workers = [];
    exitCode = undefined;
    const fork = (joins: boolean): WorkerProcess => {
      workers.push(new FakeWorker(`Worker ${workers.length}`, joins));
      return workers.at(-1) as unknown as WorkerProcess;
    };
    supervisor = new Supervisor({
      count: 2,
      stopTimeoutMs: 15_000,
      fork,
      log: new Log({ ...new LoggingConfig(), level: 'silent' }),
    });
    void supervisor.finished.then((code) => (exitCode = code));
  });

  afterEach(() => {
    supervisor.stop();
    jest.useRealTimers();
  });

  const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  const worker = (number: number): FakeWorker => workers[number] as FakeWorker;

  async function serveAll(): Promise<void> {
    for (const one of workers) one.serve();
    await settle();
  }

  it('starts the configured number of workers. Only the first one listens before it is ready', () => {
    expect(workers.map(({ joins }) => joins)).toEqual([false, true]);
  });

  it('replaces a crashed worker with increasing delay', async () => {
    await serveAll();

    worker(0).end(CRASH);
    await settle(199);
    expect(workers).toHaveLength(2);
    await settle(1);
    expect(workers).toHaveLength(3);
    expect(worker(2).joins).toBe(true);

    worker(2).end(CRASH);
    await settle(399);
    expect(workers).toHaveLength(3);
    await settle(1);
    expect(workers).toHaveLength(4);
  });

  it('starts a worker that listens at once if all workers have crashed', async () => {
    await serveAll();
    worker(0).end(CRASH);
    worker(1).end(CRASH);
    await settle(1_000);

    expect(workers.slice(2).map(({ joins }) => joins)).toEqual([false, true]);
  });

  it('exits with code 1 if a worker exits before any worker has served', async () => {
    worker(0).end(CRASH);
    await settle();
    expect(worker(1).orders).toContain('drain');
    worker(1).end(NORMAL_EXIT);
    await settle();

    expect(exitCode).toBe(1);
    expect(workers).toHaveLength(2);
  });

  it('replaces workers one by one, each when its replacement is ready', async () => {
    await serveAll();
    void supervisor.rollingRestart();
    await settle();
    expect(workers).toHaveLength(3);
    expect(worker(0).orders).not.toContain('leave');

    worker(2).serve();
    await settle();
    expect(worker(0).orders).toContain('leave');
    expect(workers).toHaveLength(3);

    worker(0).end(NORMAL_EXIT);
    await settle();
    worker(3).serve();
    await settle();
    worker(1).end(NORMAL_EXIT);
    await settle(10_000);

    expect(workers).toHaveLength(4);
    expect(worker(1).orders).toContain('leave');
  });

  it('keeps the serving workers if a replacement does not become ready', async () => {
    await serveAll();
    void supervisor.rollingRestart();
    await settle();

    worker(2).end(CRASH);
    await settle(10_000);

    expect(workers).toHaveLength(3);
    expect([worker(0).orders, worker(1).orders].flat()).not.toContain('leave');
  });

  it('kills a worker that does not stop in time and exits with code 1', async () => {
    await serveAll();
    supervisor.stop();
    worker(0).end(NORMAL_EXIT);
    await settle(14_999);
    expect([worker(1).isKilled, exitCode]).toEqual([false, undefined]);

    await settle(1);

    expect([worker(1).isKilled, exitCode]).toEqual([true, 1]);
  });

  it('exits with code 0 when all workers have stopped, and starts no worker until then', async () => {
    await serveAll();
    worker(0).end(CRASH);
    await settle(100);

    supervisor.stop();
    expect(worker(1).orders).toContain('drain');
    worker(1).end(NORMAL_EXIT);
    await settle(60_000);

    expect([exitCode, workers.length]).toEqual([0, 2]);
  });

  it('kills and replaces a worker that sends no report for 30 s', async () => {
    await serveAll();
    for (let round = 0; round < 6; round += 1) {
      worker(1).missedReports = 0;
      await settle(5_000);
    }
    expect(worker(0).isKilled).toBe(false);
    worker(1).missedReports = 0;

    await settle(5_000);

    expect([worker(0).isKilled, worker(1).isKilled]).toEqual([true, false]);
    await settle(200);
    expect(workers).toHaveLength(3);
  });
});
