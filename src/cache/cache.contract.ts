import { hours, seconds } from '../durations.js';
import { InvalidInput } from '../errors/request-errors.js';
import { UpstreamRejected, UpstreamUnavailable } from '../errors/upstream-errors.js';
import { CallerGone, Deadline } from '../resilience/deadline.js';
import { CacheRule } from './cached.decorator.js';
import { CacheAnswer, ResponseCache } from './response-cache.js';

/** A point in time that a test sets. */
export class TestClock {
  nowMs = Date.UTC(2026, 10, 21, 10, 0, 0);

  readonly now = (): number => this.nowMs;

  advance(ms: number): void {
    this.nowMs += ms;
  }
}

/** Two caches with the defaults of the configuration that are to behave as one; where a process is all there is, one and the same. */
export interface CachePair {
  readonly one: ResponseCache;
  readonly other: ResponseCache;
}

const NO_RULE: CacheRule = {};

type Load = (deadline: Deadline) => Promise<unknown>;

/** What the cache guarantees, with and without Redis. @param open makes caches that share what they keep, and nothing older */
export function cacheContract(open: (clock: TestClock, random: () => number) => Promise<CachePair>): void {
  let clock: TestClock;
  let one: ResponseCache;
  let other: ResponseCache;
  let random: number;
  const deadlines: Deadline[] = [];

  const deadlineOf = (limitMs: number): Deadline => {
    const deadline = new Deadline(performance.now(), limitMs);
    deadlines.push(deadline);
    return deadline;
  };

  const ask = async (
    cache: ResponseCache,
    load: Load,
    { key = 'org:action:1:abc', rule = NO_RULE, skipsCache = false, deadline = deadlineOf(seconds(8)) } = {},
  ): Promise<CacheAnswer> => cache.answer({ key, rule, deadline, load, skipsCache });

  const resultOf = async (answer: Promise<CacheAnswer>): Promise<[unknown, string]> => {
    const { data, result } = await answer;
    return [data, result];
  };

  /** Gives one after another; counts how often it was asked. */
  const source = (...answers: readonly unknown[]): Load & { readonly asked: () => number } => {
    let asked = 0;
    const load = async (): Promise<unknown> => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return Object.assign(load, { asked: () => asked });
  };
  const never = async (): Promise<unknown> => {
    throw new Error('nobody should have asked');
  };
  const down = new UpstreamUnavailable('CRM', 503);

  /** Until what goes on in the background has been done. */
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
  };

  beforeEach(async () => {
    clock = new TestClock();
    random = 0;
    ({ one, other } = await open(clock, () => random));
  });

  afterEach(() => {
    for (const deadline of deadlines.splice(0)) deadline.release();
  });

  /** Puts an answer in, and waits until everybody sees it. */
  const keep = async (data: unknown, rule: CacheRule = {}): Promise<void> => {
    await ask(one, source(data), { rule });
    await until(async () => (await other.answer({ ...question(rule), load: source(data) })).result === 'hit');
  };
  const question = (rule: CacheRule) => ({
    key: 'org:action:1:abc',
    rule,
    deadline: deadlineOf(seconds(8)),
    skipsCache: false,
  });

  it('finds an answer once, and gives it to whoever asks the same', async () => {
    const load = source({ name: 'Ada' });
    expect(await resultOf(ask(one, load))).toEqual([{ name: 'Ada' }, 'miss']);
    expect(await resultOf(ask(one, load))).toEqual([{ name: 'Ada' }, 'hit']);
    await keep({ name: 'Ada' });
    expect(await resultOf(ask(other, load))).toEqual([{ name: 'Ada' }, 'hit']);
    expect(load.asked()).toBe(1);
  });

  it('keeps keys apart', async () => {
    await keep({ name: 'Ada' });
    expect(await resultOf(ask(other, source({ name: 'Eve' }), { key: 'org2:action:1:abc' }))).toEqual([
      { name: 'Eve' },
      'miss',
    ]);
    expect(await resultOf(ask(one, never))).toEqual([{ name: 'Ada' }, 'hit']);
  });

  it.each([[0], [''], [false], [null], [[]], [{}], [':text'], ['undefined']])(
    'takes %j as an answer like any other',
    async (data) => {
      await keep(data);
      expect(await resultOf(ask(one, never))).toEqual([data, 'hit']);
      expect(await resultOf(ask(other, never))).toEqual([data, 'hit']);
    },
  );

  it('keeps an answer as it was, whatever becomes of the object', async () => {
    const data = { names: ['Ada'] };
    await keep(data);
    data.names.push('Eve');
    expect(await resultOf(ask(one, never))).toEqual([{ names: ['Ada'] }, 'hit']);
  });

  it('tells the age of what it gives', async () => {
    await keep('a');
    clock.advance(seconds(42));
    expect((await ask(one, never)).ageMs).toBe(42_000);
    expect((await ask(other, never)).ageMs).toBe(42_000);
  });

  it('gives an answer for 300 seconds, and a stale one at once in the next 30 while it finds a new one', async () => {
    await keep('old');
    clock.advance(299_999);
    expect(await resultOf(ask(other, never))).toEqual(['old', 'hit']);
    clock.advance(1);
    const load = source('new');
    expect(await resultOf(ask(other, load))).toEqual(['old', 'stale']);
    await until(async () => (await ask(one, load)).data === 'new');
    expect(load.asked()).toBe(1);
    expect(await resultOf(ask(other, never))).toEqual(['new', 'hit']);
  });

  it('goes on giving the stale answer in these 30 seconds while no new one can be found', async () => {
    await keep('old');
    clock.advance(seconds(329));
    const load = source(down);
    expect(await resultOf(ask(one, load))).toEqual(['old', 'stale']);
    await until(async () => load.asked() === 1);
    expect(await resultOf(ask(one, load))).toEqual(['old', 'stale']);
  });

  it('finds a new answer after that, and gives the stale one only where the upstream fails', async () => {
    await keep('old');
    clock.advance(seconds(330));
    expect(await resultOf(ask(one, source(down)))).toEqual(['old', 'stale']);
    expect(await resultOf(ask(other, source('new')))).toEqual(['new', 'miss']);
  });

  it.each([
    ['refuses the call', new UpstreamRejected('CRM', 403)],
    ['was never asked, for the input is wrong', new InvalidInput('customer_id should not be empty')],
  ])('gives no stale answer where the upstream %s', async (_, failure) => {
    await keep('old');
    clock.advance(seconds(330));
    await expect(ask(one, source(failure))).rejects.toMatchObject({ code: failure.code });
  });

  it('gives a stale answer no longer than an hour', async () => {
    await keep('old');
    clock.advance(seconds(330) + hours(1) - 1);
    expect(await resultOf(ask(other, source(down)))).toEqual(['old', 'stale']);
    clock.advance(1);
    await expect(ask(other, source(down))).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('gives the stale answer in time where the upstream hangs', async () => {
    await keep('old');
    clock.advance(seconds(330));
    const deadline = deadlineOf(300);
    const hanging = (own: Deadline): Promise<unknown> => own.race(new Promise(() => undefined));
    expect(await resultOf(ask(one, hanging, { deadline }))).toEqual(['old', 'stale']);
    expect(deadline.remainingMs).toBeGreaterThan(0);
  });

  it('keeps an answer as long as its action says', async () => {
    await keep('old', { ttlMs: 10_000 });
    clock.advance(9_999);
    expect(await resultOf(ask(other, never))).toEqual(['old', 'hit']);
    clock.advance(1);
    expect(await resultOf(ask(other, source(down)))).toEqual(['old', 'stale']);
  });

  it('lets no answer live its whole time where chance is against it, so that not all end at once', async () => {
    random = 1;
    await keep('old');
    clock.advance(269_999);
    expect(await resultOf(ask(one, never))).toEqual(['old', 'hit']);
    clock.advance(1);
    expect(await resultOf(ask(one, source(down)))).toEqual(['old', 'stale']);
  });

  it('keeps "unknown" for 30 seconds and never gives it stale', async () => {
    const rule = { isUnknown: (data: { found: boolean }) => !data.found };
    await keep({ found: false }, rule);
    clock.advance(29_999);
    expect(await resultOf(ask(other, never, { rule }))).toEqual([{ found: false }, 'hit']);
    clock.advance(1);
    await expect(ask(other, source(down), { rule })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await resultOf(ask(other, source({ found: true }), { rule }))).toEqual([{ found: true }, 'miss']);
  });

  it('never keeps a part of an answer, nor a failure', async () => {
    const rule = { isPartial: (data: { partial: boolean }) => data.partial };
    await ask(one, source({ partial: true }), { rule });
    await expect(ask(one, source(down))).rejects.toThrow('CRM returned 503');
    expect(await resultOf(ask(one, source('whole')))).toEqual(['whole', 'miss']);
  });

  it('skips what it has for a caller who wants it new, and gives that to the next', async () => {
    await keep('old');
    clock.advance(1);
    expect(await resultOf(ask(one, source('new'), { skipsCache: true }))).toEqual(['new', 'bypass']);
    expect(await resultOf(ask(one, never))).toEqual(['new', 'hit']);
    clock.advance(seconds(5));
    await until(async () => (await ask(other, never)).data === 'new');
  });

  it('finds a cold answer once for all who ask at the same time', async () => {
    let asked = 0;
    const slow = async (): Promise<unknown> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { asked };
    };
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(index % 2 ? one : other, slow)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toEqual(new Set(['{"asked":1}']));
    expect(answers.filter(({ result }) => result === 'miss')).toHaveLength(1);
    expect(answers.filter(({ result }) => result === 'hit')).toHaveLength(99);
    expect(asked).toBe(1);
  });

  it('fails once for all who ask at the same time, in the same words', async () => {
    let asked = 0;
    const slow = async (): Promise<unknown> => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new UpstreamUnavailable('CRM', 502, { retryAfterMs: 7_000 });
    };
    const asking = Array.from({ length: 20 }, (_, index) => ask(index % 2 ? one : other, slow));
    const outcomes = await Promise.allSettled(asking);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'UPSTREAM_UNAVAILABLE',
          httpStatus: 429,
          statusCode: 502,
          fallbackType: 'api_failure',
          action: 'route_to_fallback',
          retryAfterMs: 7_000,
          messages: ['CRM returned 502 Bad Gateway'],
        },
      });
    }
    expect(asked).toBe(1);
    expect(await resultOf(ask(other, source('new')))).toEqual(['new', 'miss']);
  });

  it('lets nobody suffer from the impatience of who asked first', async () => {
    let asked = 0;
    const slow = (deadline: Deadline): Promise<unknown> => {
      asked += 1;
      return deadline.race(new Promise((resolve) => setTimeout(() => resolve('found'), 100)));
    };
    const hasty = ask(one, slow, { deadline: deadlineOf(60) });
    await until(async () => asked === 1);
    const patient = [one, other].map((cache) => ask(cache, slow));
    await expect(hasty).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await Promise.all(patient)).map(({ data }) => data)).toEqual(['found', 'found']);
    expect(asked).toBe(2);
  });

  it('ends the search when the last who waits for it has gone', async () => {
    const caller = deadlineOf(seconds(8));
    let ended: unknown;
    const hanging: Load = (deadline) => {
      deadline.signal.addEventListener('abort', () => {
        ended = deadline.signal.reason;
      });
      return deadline.race(new Promise<unknown>(() => undefined));
    };
    const gone = ask(one, hanging, { deadline: caller });
    setTimeout(() => caller.abort(new CallerGone()), 20);
    await expect(gone).rejects.toBeInstanceOf(CallerGone);
    expect(ended).toBeInstanceOf(CallerGone);
    expect(await resultOf(ask(other, source('found')))).toEqual(['found', 'miss']);
  });
}
