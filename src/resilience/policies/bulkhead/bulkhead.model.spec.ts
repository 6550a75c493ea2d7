import fc from '../../../../test/support/fast-check.js';
import { FakeDeadline } from '../../../../test/resilience/fake-deadline.js';
import { Bulkhead } from './bulkhead.js';

interface Call {
  readonly caller: FakeDeadline;
  readonly end: (fails: boolean) => void;
  state: 'waiting' | 'running' | 'over';
}

/** A bulkhead with two slots and a queue of three, and all calls that it received. */
class Model {
  readonly bulkhead = new Bulkhead({ maxConcurrency: 2, maxQueued: 3 });
  readonly calls: Call[] = [];
  private readonly startedInTurn: boolean[] = [];

  call(remainingMs: number): void {
    const { calls } = this;
    const caller = new FakeDeadline(() => remainingMs);
    let end = (_fails: boolean): void => undefined;
    const ended = new Promise<void>(
      (resolve, reject) => (end = (fails) => (fails ? reject(new Error('failed')) : resolve())),
    );
    const call: Call = { caller, end: (fails) => end(fails), state: 'waiting' };
    const task = (): Promise<void> => {
      this.startedInTurn.push(calls.find(({ state }) => state === 'waiting') === call);
      call.state = 'running';
      return ended;
    };
    calls.push(call);
    const over = (): void => void (call.state = 'over');
    this.bulkhead.run(task, caller).then(over, over);
  }

  end(pick: number, fails: boolean): void {
    const running = this.calls.filter(({ state }) => state === 'running');
    running[pick % running.length]?.end(fails);
  }

  onClientDisconnect(pick: number): void {
    this.calls[pick % this.calls.length]?.caller.abort(new Error('the caller hung up'));
  }

  check(): void {
    const count = (wanted: Call['state']): number => this.calls.filter(({ state }) => state === wanted).length;
    const { active, queued } = this.bulkhead;
    if (this.startedInTurn.includes(false)) throw new Error('a call has passed another');
    if (active !== count('running') || queued !== count('waiting')) throw new Error('a call was lost');
    if (active > 2 || queued > (active === 2 ? 3 : 0)) throw new Error(`${active} calls run and ${queued} wait`);
  }
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 3_000 }).map((ms) => async (model: Model) => model.call(ms)) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(), fc.boolean()).map(
      ([pick, fails]) =>
        async (model: Model) =>
          model.end(pick, fails),
    ),
  },
  { weight: 1, arbitrary: fc.nat().map((pick) => async (model: Model) => model.onClientDisconnect(pick)) },
  { weight: 2, arbitrary: fc.nat(800).map((ms) => async () => void (await jest.advanceTimersByTimeAsync(ms))) },
);

describe('Bulkhead, after any sequence of calls', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('starts calls in the order of their arrival, leaves no slot idle while a call waits, and leaks no slot', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const model = new Model();
        for (const run of steps) {
          await run(model);
          await jest.advanceTimersByTimeAsync(0);
          model.check();
        }
        while (model.bulkhead.active > 0) {
          model.end(0, true);
          await jest.advanceTimersByTimeAsync(0);
        }
        model.check();
        expect([model.bulkhead.active, model.bulkhead.queued, jest.getTimerCount()]).toEqual([0, 0, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
