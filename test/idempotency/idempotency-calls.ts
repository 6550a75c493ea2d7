import { DrainTracker } from '../../src/observability/drain-tracker.js';
import { Output } from '../../src/json/output.js';
import { Metrics } from '../../src/observability/metrics/metrics.js';
import { Deadline } from '../../src/resilience/deadline/deadline.js';
import { SideEffectTracker } from '../../src/resilience/upstream/side-effect-tracker.js';
import { IdempotencyStore } from '../../src/idempotency/store/idempotency-store.js';
import { IdempotentWrite, UpstreamKey } from '../../src/idempotency/execute/idempotent-write.js';
import { MemoryIdempotencyStore } from '../../src/idempotency/store/memory-idempotency.store.js';
import { OutcomeRetrier } from '../../src/idempotency/execute/outcome-retrier.js';
import { WaitQueues } from '../../src/idempotency/execute/wait-queues.js';
import { IdempotentExecutor, WriteOptions } from '../../src/idempotency/execute/idempotent-executor.js';

export const IGNORED: WriteOptions = { ttlMs: 86_400_000, honoursKey: false };
export const HONOURED: WriteOptions = { ttlMs: 86_400_000, honoursKey: true };

interface Call {
  readonly write: IdempotentWrite;
  /** Completes the upstream request. */
  readonly respond: (data: unknown) => void;
  readonly fail: (error: Error) => void;
  readonly result: Promise<{ readonly data: unknown; readonly isReplay: boolean }>;
  upstreamKey?: UpstreamKey;
}

/** Calls of one write in a process, with Jest's fake timers. */
export class WriteCalls {
  readonly metrics = new Metrics();
  /** Work that the process waits for before it stops. */
  readonly trackedWork: Promise<unknown>[] = [];
  private readonly writes: IdempotentExecutor;

  constructor(store: IdempotencyStore = new MemoryIdempotencyStore()) {
    const tracker = { trackWork: (work: Promise<unknown>) => (this.trackedWork.push(work), work) } as DrainTracker;
    this.writes = new IdempotentExecutor(store, new WaitQueues(), new OutcomeRetrier(tracker), tracker, this.metrics);
  }

  /** Starts a call. It sends its write when the executor permits it. */
  async start(options = IGNORED, changed: Partial<IdempotentWrite> = {}): Promise<Call> {
    let respond = (_data: unknown): void => undefined;
    let fail = (_error: Error): void => undefined;
    const upstream = new Promise<unknown>((resolve, reject) => {
      respond = resolve;
      fail = reject;
    });
    const sideEffect = new SideEffectTracker();
    const write = {
      key: 'evt-1',
      scope: ['organisation-1', 'client-1', 'charge', '1'],
      fingerprint: 'payload-1',
      deadline: new Deadline(performance.now(), 8_000),
      sideEffect,
      begin: (upstreamKey: UpstreamKey) => void (call.upstreamKey = upstreamKey),
      ...changed,
    };
    const execute = async (): Promise<Output> => {
      sideEffect.attemptStarted();
      return Output.of((await upstream) as object);
    };
    const writing = this.writes.run(write, options, execute);
    const result = writing.then(({ output, isReplay }) => ({ data: output.data, isReplay }));
    result.catch(() => undefined);
    const call: Call = { write, respond, fail, result };
    await jest.advanceTimersByTimeAsync(0);
    return call;
  }

  async outcomes(): Promise<Record<string, number>> {
    const { values } = await this.metrics.idempotency.get();
    const counted = values.filter(({ value }) => value > 0);
    return Object.fromEntries(counted.map(({ labels, value }) => [String(labels.outcome), value]));
  }
}
