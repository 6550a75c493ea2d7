import { Log } from '../observability/log.js';
import { Supervisor } from './supervisor.js';
import { SupervisorMessage } from './worker-messages.js';
import { Ending, WorkerProcess } from './worker-process.js';

/** A worker without a process: the test says what becomes of it. */
class FakeWorker {
  isWanted = true;
  isListening = false;
  unanswered = 0;
  readonly report = [];
  readonly orders: string[] = [];
  isKilled = false;
  serve = (): void => undefined;
  end = (_ending: Ending): void => undefined;
  readonly ready = new Promise<void>((resolve) => (this.serve = resolve)).then(() => void (this.isListening = true));
  readonly ended = new Promise<Ending>((resolve) => (this.end = resolve));

  constructor(
    readonly name: string,
    readonly joins: boolean,
  ) {}

  tell({ order }: SupervisorMessage): void {
    this.orders.push(order);
    if (order === 'report') this.unanswered += 1;
  }

  kill(): void {
    this.isKilled = true;
    this.end({ code: null, signal: 'SIGKILL' });
  }

  becomesReady(): Promise<boolean> {
    return Promise.race([this.ready.then(() => true), this.ended.then(() => false)]);
  }

  refresh(): Promise<[]> {
    return Promise.resolve([]);
  }
}

const CRASH: Ending = { code: 1, signal: null };
const PEACE: Ending = { code: 0, signal: null };

describe('the parent of several workers', () => {
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
    supervisor = new Supervisor({ count: 2, stopLimitMs: 15_000, fork, log: new Log({ level: 'silent' }) });
    void supervisor.over.then((code) => (exitCode = code));
  });

  afterEach(() => {
    supervisor.stop();
    jest.useRealTimers();
  });

  const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  const worker = (number: number): FakeWorker => workers[number] as FakeWorker;

  async function allServe(): Promise<void> {
    for (const one of workers) one.serve();
    await settle();
  }

  it('starts as many as it shall, and only the first of them listens before it is ready', () => {
    expect(workers.map(({ joins }) => joins)).toEqual([false, true]);
  });

  it('replaces one that crashes, and waits longer each time', async () => {
    await allServe();

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

  it('has one listen at once where all have crashed', async () => {
    await allServe();
    worker(0).end(CRASH);
    worker(1).end(CRASH);
    await settle(1_000);

    expect(workers.slice(2).map(({ joins }) => joins)).toEqual([false, true]);
  });

  it('gives up where a worker ends before anything was ever served', async () => {
    worker(0).end(CRASH);
    await settle();
    expect(worker(1).orders).toContain('drain');
    worker(1).end(PEACE);
    await settle();

    expect(exitCode).toBe(1);
    expect(workers).toHaveLength(2);
  });

  it('replaces one after another, each once its successor serves', async () => {
    await allServe();
    void supervisor.roll();
    await settle();
    expect(workers).toHaveLength(3);
    expect(worker(0).orders).not.toContain('leave');

    worker(2).serve();
    await settle();
    expect(worker(0).orders).toContain('leave');
    expect(workers).toHaveLength(3);

    worker(0).end(PEACE);
    await settle();
    worker(3).serve();
    await settle();
    worker(1).end(PEACE);
    await settle(10_000);

    expect(workers).toHaveLength(4);
    expect(worker(1).orders).toContain('leave');
  });

  it('leaves those that serve in place where a successor does not get ready', async () => {
    await allServe();
    void supervisor.roll();
    await settle();

    worker(2).end(CRASH);
    await settle(10_000);

    expect(workers).toHaveLength(3);
    expect([worker(0).orders, worker(1).orders].flat()).not.toContain('leave');
  });

  it('kills a worker that does not leave in time, and tells so by its exit code', async () => {
    await allServe();
    supervisor.stop();
    worker(0).end(PEACE);
    await settle(14_999);
    expect([worker(1).isKilled, exitCode]).toEqual([false, undefined]);

    await settle(1);

    expect([worker(1).isKilled, exitCode]).toEqual([true, 1]);
  });

  it('ends in peace when all have, and starts nobody meanwhile', async () => {
    await allServe();
    worker(0).end(CRASH);
    await settle(100);

    supervisor.stop();
    expect(worker(1).orders).toContain('drain');
    worker(1).end(PEACE);
    await settle(60_000);

    expect([exitCode, workers.length]).toEqual([0, 2]);
  });

  it('kills and replaces one that answers no question for half a minute', async () => {
    await allServe();
    for (let round = 0; round < 6; round += 1) {
      worker(1).unanswered = 0;
      await settle(5_000);
    }
    expect(worker(0).isKilled).toBe(false);
    worker(1).unanswered = 0;

    await settle(5_000);

    expect([worker(0).isKilled, worker(1).isKilled]).toEqual([true, false]);
    await settle(200);
    expect(workers).toHaveLength(3);
  });
});
