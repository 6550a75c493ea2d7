import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { ClientDisconnected, Deadline } from '../../resilience/deadline/deadline.js';
import { ClaimResult } from '../store/idempotency-store.js';
import { WaitQueues } from './wait-queues.js';

const BUSY = { kind: 'busy', leaseMs: 10_000 } as const;
const NEW: ClaimResult = { kind: 'new', isKeyUsedByOtherScope: false };
const ANSWER = { kind: 'replay', answer: '"one"' } as const;

/** What a caller does: it asks through `ask`, and its result is noted. */
interface Follower {
  result?: ClaimResult | Error;
  readonly askedAtMs: number[];
  readonly deadline: Deadline;
}

describe('WaitQueues', () => {
  let lines: WaitQueues;
  let told: ClaimResult;
  let startedAtMs: number;

  beforeEach(() => {
    jest.useFakeTimers();
    lines = new WaitQueues();
    told = BUSY;
    startedAtMs = performance.now();
  });

  afterEach(() => jest.useRealTimers());

  function follow(id = 'key', limitMs = 8_000): Follower {
    const follower: Follower = { askedAtMs: [], deadline: new Deadline(performance.now(), limitMs) };
    const ask = async (): Promise<ClaimResult> => {
      follower.askedAtMs.push(performance.now() - startedAtMs);
      const reply = told;
      if (reply.kind === 'new') told = BUSY;
      return reply;
    };
    lines.waitForClaim(id, ask, follower.deadline).then(
      (result) => (follower.result = result),
      (error: Error) => (follower.result = error),
    );
    return follower;
  }

  it('asks at once, soon again, and then every 100 ms', async () => {
    const { askedAtMs } = follow();

    await jest.advanceTimersByTimeAsync(500);

    expect(askedAtMs).toEqual([0, 10, 30, 70, 150, 250, 350, 450]);
  });

  it('gives whatever the store says but busy', async () => {
    for (const result of [NEW, ANSWER, { kind: 'unknown' }, { kind: 'mismatch' }] as const) {
      told = result;
      const follower = follow();
      await jest.advanceTimersByTimeAsync(0);
      expect(follower.result).toEqual(result);
    }
  });

  it.each([ANSWER, { kind: 'unknown' }, { kind: 'mismatch' }] as const)(
    'lets one ask for all who want the same, and gives all of them what it hears: $kind',
    async (verdict) => {
      const followers = Array.from({ length: 250 }, () => follow());
      await jest.advanceTimersByTimeAsync(100);
      told = verdict;
      await jest.advanceTimersByTimeAsync(50);

      expect(followers.map(({ result }) => result)).toEqual(Array(250).fill(verdict));
      expect(followers.flatMap(({ askedAtMs }) => askedAtMs)).toEqual([0, 10, 30, 70, 150]);
    },
  );

  it('wakes all at once with the answer of an owner in this process', async () => {
    const followers = [follow(), follow(), follow()];
    await jest.advanceTimersByTimeAsync(20);

    lines.tell('key', ANSWER);
    await jest.advanceTimersByTimeAsync(0);

    expect(followers.map(({ result }) => result)).toEqual([ANSWER, ANSWER, ANSWER]);
  });

  it.each(['""', '', '0', 'false', 'null'])('takes %j for an answer as any other', async (answer) => {
    const follower = follow();
    await jest.advanceTimersByTimeAsync(0);

    lines.tell('key', { kind: 'replay', answer });
    await jest.advanceTimersByTimeAsync(0);

    expect(follower.result).toEqual({ kind: 'replay', answer });
  });

  it('lets one at a time take the place of an owner that failed here', async () => {
    const [first, second, third] = [follow(), follow(), follow()];
    await jest.advanceTimersByTimeAsync(75);
    told = NEW;
    lines.tell('key');
    await jest.advanceTimersByTimeAsync(0);

    expect(first.result).toEqual(NEW);
    expect(first.askedAtMs).toEqual([0, 10, 30, 70, 75]);
    expect([second.result, third.result]).toEqual([undefined, undefined]);
    expect([second.askedAtMs, third.askedAtMs]).toEqual([[75], []]);
  });

  it('passes the turn on when the first has executed or gone, so that nobody waits in vain', async () => {
    const [first, second] = [follow(), follow()];
    await jest.advanceTimersByTimeAsync(5);
    first.deadline.onClientDisconnect();
    await jest.advanceTimersByTimeAsync(0);
    expect(first.result).toBeInstanceOf(ClientDisconnected);
    expect(second.askedAtMs).toEqual([5]);

    told = ANSWER;
    await jest.advanceTimersByTimeAsync(20);

    expect(second.result).toEqual(ANSWER);
  });

  it('keeps those apart who wait for something else', async () => {
    const [one, other] = [follow('one'), follow('other')];
    await jest.advanceTimersByTimeAsync(5);

    lines.tell('one', ANSWER);
    await jest.advanceTimersByTimeAsync(1);

    expect(one.result).toEqual(ANSWER);
    expect(other.result).toBeUndefined();
  });

  it('gives up while there is time to say so, and tells how much longer the owner may take', async () => {
    const followers = [follow('key', 1_000), follow('key', 1_000)];

    await jest.advanceTimersByTimeAsync(899);
    expect(followers.map(({ result }) => result)).toEqual([undefined, undefined]);
    await jest.advanceTimersByTimeAsync(1);

    expect(followers.map(({ result }) => result)).toEqual([
      { kind: 'busy', leaseMs: 9_950 },
      { kind: 'busy', leaseMs: 9_950 },
    ]);
    expect(followers.map(({ askedAtMs }) => askedAtMs.at(-1))).toEqual([850, undefined]);
    for (const { deadline } of followers) deadline.release();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait with too little time, but asks if nobody else does', async () => {
    const [first, second] = [follow('key', 100), follow('key', 100)];
    await jest.advanceTimersByTimeAsync(0);

    expect(first.result).toMatchObject({ kind: 'busy', leaseMs: 10_000 });
    expect(second.result).toMatchObject({ kind: 'busy' });
    expect([first.askedAtMs, second.askedAtMs]).toEqual([[0], []]);
  });

  it('passes on what asking failed with, and the next one has its turn', async () => {
    const follower = follow();
    const failing = new Deadline(performance.now(), 8_000);
    const failed = lines.waitForClaim('other', () => Promise.reject(new Error('no store')), failing);
    const expectation = expect(failed).rejects.toThrow('no store');

    await jest.advanceTimersByTimeAsync(10);

    await expectation;
    expect(follower.result).toBeUndefined();
  });

  it('keeps waiting for an owner that it has heard of while the store is lost, until its lease is over', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    let asks = 0;
    const ask = async (): Promise<ClaimResult> => {
      asks += 1;
      if (asks === 1) return { kind: 'busy', leaseMs: 2_000 };
      throw new StoreUnavailable({ mayHaveBeenApplied: false });
    };
    const following = lines.waitForClaim('key', ask, deadline);
    const expectation = expect(following).rejects.toThrow(StoreUnavailable);
    let isOver = false;
    following.catch(() => (isOver = true));

    await jest.advanceTimersByTimeAsync(1_990);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(100);

    expect(isOver).toBe(true);
    await expectation;
  });

  it('hears an owner that finished just while it was asking', async () => {
    const deadline = new Deadline(performance.now(), 8_000);
    let reply = (_result: ClaimResult): void => undefined;
    const following = lines.waitForClaim('key', () => new Promise((resolve) => (reply = resolve)), deadline);
    await jest.advanceTimersByTimeAsync(0);

    lines.tell('key', ANSWER);
    reply(BUSY);
    await jest.advanceTimersByTimeAsync(0);

    await expect(following).resolves.toEqual(ANSWER);
  });
});
