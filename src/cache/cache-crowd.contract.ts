import { seconds } from '../time/durations.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { ClientDisconnected } from '../resilience/deadline/deadline.js';
import { CacheCaller, Load, OpenCaches, source, until } from './cache-caller.contract.js';

/** Declares the tests of a cache with many concurrent callers. They run with and without Redis. */
export function cacheCrowdContract(open: OpenCaches): void {
  let caller: CacheCaller;

  beforeEach(async () => {
    caller = await CacheCaller.begin(open);
  });

  afterEach(() => caller.end());

  it('loads a missing output only once for all concurrent callers', async () => {
    let loads = 0;
    const slow = async (): Promise<unknown> => {
      loads += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { loads };
    };
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => caller.call(index % 2 ? caller.one : caller.other, slow)),
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
    const calls = Array.from({ length: 20 }, (_, index) => caller.call(index % 2 ? caller.one : caller.other, slow));
    const outcomes = await Promise.allSettled(calls);
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
    expect(await caller.outcome(caller.other, source('new'))).toEqual(['new', 'miss']);
  });

  it('loads again after the deadline of the first caller if other callers have time left', async () => {
    let loads = 0;
    // The first load hangs until the deadline of its caller.
    const load: Load = (deadline) => {
      loads += 1;
      return deadline.race(loads === 1 ? new Promise(() => undefined) : Promise.resolve('found'));
    };
    const hasty = caller.call(caller.one, load, { deadline: caller.deadline(500) });
    await until(async () => loads === 1);
    const patient = [caller.one, caller.other].map((cache) => caller.call(cache, load));
    await expect(hasty).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect((await Promise.all(patient)).map(({ data }) => data)).toEqual(['found', 'found']);
    expect(loads).toBe(2);
  });

  it('aborts the load when the last waiting caller disconnects', async () => {
    const deadline = caller.deadline(seconds(8));
    let ended: unknown;
    const hanging: Load = (ofLoad) => {
      ofLoad.signal.addEventListener('abort', () => {
        ended = ofLoad.signal.reason;
      });
      setImmediate(() => deadline.abort(new ClientDisconnected()));
      return ofLoad.race(new Promise<unknown>(() => undefined));
    };
    const gone = caller.call(caller.one, hanging, { deadline });
    await expect(gone).rejects.toBeInstanceOf(ClientDisconnected);
    expect(ended).toBeInstanceOf(ClientDisconnected);
    expect(await caller.outcome(caller.other, source('found'))).toEqual(['found', 'miss']);
  });
}
