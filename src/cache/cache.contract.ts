import { hours, seconds } from '../time/durations.js';
import { InvalidInput } from '../errors/request-errors.js';
import { UpstreamRejected } from '../errors/upstream-errors.js';
import { CacheCaller, down, Load, unexpectedLoad, OpenCaches, source, until } from './cache-caller.contract.js';

/** Declares the tests of the lifetime of cached outputs. They run with and without Redis. */
export function cacheContract(open: OpenCaches): void {
  let caller: CacheCaller;

  beforeEach(async () => {
    caller = await CacheCaller.begin(open);
  });

  afterEach(() => caller.end());

  it('loads an output once, and serves it to all callers', async () => {
    const load = source({ name: 'Ada' });
    expect(await caller.outcome(caller.one, load)).toEqual([{ name: 'Ada' }, 'miss']);
    expect(await caller.outcome(caller.one, load)).toEqual([{ name: 'Ada' }, 'hit']);
    await caller.store({ name: 'Ada' });
    expect(await caller.outcome(caller.other, load)).toEqual([{ name: 'Ada' }, 'hit']);
    expect(load.loads()).toBe(1);
  });

  it('separates keys', async () => {
    await caller.store({ name: 'Ada' });
    expect(await caller.outcome(caller.other, source({ name: 'Eve' }), { key: 'org2:action:1:abc' })).toEqual([
      { name: 'Eve' },
      'miss',
    ]);
    expect(await caller.outcome(caller.one, unexpectedLoad)).toEqual([{ name: 'Ada' }, 'hit']);
  });

  it.each([[0], [''], [false], [null], [[]], [{}], [':text'], ['undefined']])('caches the output %j', async (data) => {
    await caller.store(data);
    expect(await caller.outcome(caller.one, unexpectedLoad)).toEqual([data, 'hit']);
    expect(await caller.outcome(caller.other, unexpectedLoad)).toEqual([data, 'hit']);
  });

  it('caches a copy, so that later changes to the object have no effect', async () => {
    const data = { names: ['Ada'] };
    await caller.store(data);
    data.names.push('Eve');
    expect(await caller.outcome(caller.one, unexpectedLoad)).toEqual([{ names: ['Ada'] }, 'hit']);
  });

  it('returns the age of an output', async () => {
    await caller.store('a');
    caller.advance(seconds(42));
    expect((await caller.call(caller.one, unexpectedLoad)).ageMs).toBe(42_000);
    expect((await caller.call(caller.other, unexpectedLoad)).ageMs).toBe(42_000);
  });

  it('serves an output for 300 s, then as stale for 30 s while it loads a new one', async () => {
    await caller.store('old');
    caller.advance(299_999);
    expect(await caller.outcome(caller.other, unexpectedLoad)).toEqual(['old', 'hit']);
    caller.advance(1);
    const load = source('new');
    expect(await caller.outcome(caller.other, load)).toEqual(['old', 'stale']);
    await until(async () => (await caller.call(caller.one, load)).data === 'new');
    expect(load.loads()).toBe(1);
    expect(await caller.outcome(caller.other, unexpectedLoad)).toEqual(['new', 'hit']);
  });

  it('serves a stale output for 30 s after its TTL, even if the upstream fails', async () => {
    await caller.store('old');
    caller.advance(seconds(329));
    const load = down();
    expect(await caller.outcome(caller.one, load)).toEqual(['old', 'stale']);
    await until(async () => load.loads() === 1);
    expect(await caller.outcome(caller.one, load)).toEqual(['old', 'stale']);
  });

  it('loads a new output after 330 s, and serves the stale one only if the upstream fails', async () => {
    await caller.store('old');
    caller.advance(seconds(330));
    expect(await caller.outcome(caller.one, down())).toEqual(['old', 'stale']);
    expect(await caller.outcome(caller.other, source('new'))).toEqual(['new', 'miss']);
  });

  it.each([
    ['rejects the call', new UpstreamRejected('CRM', 403)],
    ['is not called because the input is invalid', new InvalidInput('customer_id should not be empty')],
  ])('serves no stale output if the upstream %s', async (_, failure) => {
    await caller.store('old');
    caller.advance(seconds(330));
    await expect(caller.call(caller.one, source(failure))).rejects.toMatchObject({ code: failure.code });
  });

  it('serves a stale output for an hour at most', async () => {
    await caller.store('old');
    caller.advance(seconds(330) + hours(1) - 1);
    expect(await caller.outcome(caller.other, down())).toEqual(['old', 'stale']);
    caller.advance(1);
    await expect(caller.call(caller.other, down())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('serves the stale output before the deadline if the upstream hangs', async () => {
    await caller.store('old');
    caller.advance(seconds(330));
    const deadline = caller.deadline(300);
    let end: (error: Error) => void = () => undefined;
    const hanging: Load = () => new Promise<unknown>((_, reject) => (end = reject));
    expect(await caller.outcome(caller.one, hanging, { deadline })).toEqual(['old', 'stale']);
    end(new Error('The test is over'));
    expect(deadline.remainingMs).toBeGreaterThan(0);
  });

  it('uses the TTL of the action', async () => {
    await caller.store('old', { ttlMs: 10_000 });
    caller.advance(9_999);
    expect(await caller.outcome(caller.other, unexpectedLoad)).toEqual(['old', 'hit']);
    caller.advance(1);
    expect(await caller.outcome(caller.other, down())).toEqual(['old', 'stale']);
  });

  it('shortens the TTL by a random part, so that entries do not expire together', async () => {
    caller.random = 1;
    await caller.store('old');
    caller.advance(269_999);
    expect(await caller.outcome(caller.one, unexpectedLoad)).toEqual(['old', 'hit']);
    caller.advance(1);
    expect(await caller.outcome(caller.one, down())).toEqual(['old', 'stale']);
  });

  it('caches "not found" for 30 seconds and never serves it stale', async () => {
    const options = { isNotFound: (data: { found: boolean }) => !data.found };
    await caller.store({ found: false }, options);
    caller.advance(29_999);
    expect(await caller.outcome(caller.other, unexpectedLoad, { options })).toEqual([{ found: false }, 'hit']);
    caller.advance(1);
    await expect(caller.call(caller.other, down(), { options })).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(await caller.outcome(caller.other, source({ found: true }), { options })).toEqual([{ found: true }, 'miss']);
  });

  it('caches neither partial outputs nor failures', async () => {
    const options = { isPartial: (data: { partial: boolean }) => data.partial };
    await caller.call(caller.one, source({ partial: true }), { options });
    await expect(caller.call(caller.one, down())).rejects.toThrow('CRM returned 503');
    expect(await caller.outcome(caller.one, source('whole'))).toEqual(['whole', 'miss']);
  });

  it('loads a new output for a caller that skips the cache, and serves it to the next caller', async () => {
    await caller.store('old');
    caller.advance(1);
    expect(await caller.outcome(caller.one, source('new'), { skipsCache: true })).toEqual(['new', 'bypass']);
    expect(await caller.outcome(caller.one, unexpectedLoad)).toEqual(['new', 'hit']);
    // Repeats, because a load counts as older if it starts within one round trip after another output was stored. The other
    // process checks the shared tier only once a second.
    await until(async () => {
      await caller.call(caller.one, source('new'), { skipsCache: true });
      caller.advance(seconds(1));
      return (await caller.call(caller.other, unexpectedLoad)).data === 'new';
    });
  });
}
