import { seconds } from '../time/durations.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { ClientDisconnected } from '../resilience/deadline/deadline.js';
import { Asker, Load, OpenCaches, source, until } from './cache-asker.contract.js';

/** The behaviour of the cache for many concurrent callers, with and without Redis. */
export function cacheCrowdContract(open: OpenCaches): void {
  let asker: Asker;

  beforeEach(async () => {
    asker = await Asker.begin(open);
  });

  afterEach(() => asker.end());

  it('loads a cold output once for all concurrent callers', async () => {
    let loads = 0;
    const slow = async (): Promise<unknown> => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { loads };
    };
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => asker.ask(index % 2 ? asker.one : asker.other, slow)),
    );
    expect(new Set(results.map(({ data }) => JSON.stringify(data)))).toEqual(new Set(['{"loads":1}']));
    expect(results.filter(({ result }) => result === 'miss')).toHaveLength(1);
    expect(results.filter(({ result }) => result === 'hit')).toHaveLength(99);
    expect(loads).toBe(1);
  });

  it('fails once for all concurrent callers, with the same message', async () => {
    let loads = 0;
    const slow = async (): Promise<unknown> => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
      throw new UpstreamUnavailable('CRM', 502, { retryAfterMs: 7_000 });
    };
    const asking = Array.from({ length: 20 }, (_, index) => asker.ask(index % 2 ? asker.one : asker.other, slow));
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
    expect(loads).toBe(1);
    expect(await asker.outcome(asker.other, source('new'))).toEqual(['new', 'miss']);
  });

  it('loads again for callers with time left after the deadline of the first caller', async () => {
    let loads = 0;
    const slow: Load = (deadline) => {
      loads += 1;
      return deadline.race(new Promise((resolve) => setTimeout(() => resolve('found'), 100)));
    };
    const hasty = asker.ask(asker.one, slow, { deadline: asker.deadline(60) });
    await until(async () => loads === 1);
    const patient = [asker.one, asker.other].map((cache) => asker.ask(cache, slow));
    await expect(hasty).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await Promise.all(patient)).map(({ data }) => data)).toEqual(['found', 'found']);
    expect(loads).toBe(2);
  });

  it('aborts the load when the last waiting caller disconnects', async () => {
    const caller = asker.deadline(seconds(8));
    let ended: unknown;
    const hanging: Load = (deadline) => {
      deadline.signal.addEventListener('abort', () => {
        ended = deadline.signal.reason;
      });
      return deadline.race(new Promise<unknown>(() => undefined));
    };
    const gone = asker.ask(asker.one, hanging, { deadline: caller });
    setTimeout(() => caller.abort(new ClientDisconnected()), 20);
    await expect(gone).rejects.toBeInstanceOf(ClientDisconnected);
    expect(ended).toBeInstanceOf(ClientDisconnected);
    expect(await asker.outcome(asker.other, source('found'))).toEqual(['found', 'miss']);
  });
}
