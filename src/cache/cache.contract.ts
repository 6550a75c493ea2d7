import { hours, seconds } from '../time/durations.js';
import { InvalidInput } from '../errors/request-errors.js';
import { UpstreamRejected } from '../errors/upstream-errors.js';
import { Asker, down, Load, never, OpenCaches, source, until } from './cache-asker.contract.js';

/** The lifetime of cached outputs, with and without Redis. */
export function cacheContract(open: OpenCaches): void {
  let asker: Asker;

  beforeEach(async () => {
    asker = await Asker.begin(open);
  });

  afterEach(() => asker.end());

  it('loads an output once, and serves it to all callers', async () => {
    const load = source({ name: 'Ada' });
    expect(await asker.outcome(asker.one, load)).toEqual([{ name: 'Ada' }, 'miss']);
    expect(await asker.outcome(asker.one, load)).toEqual([{ name: 'Ada' }, 'hit']);
    await asker.store({ name: 'Ada' });
    expect(await asker.outcome(asker.other, load)).toEqual([{ name: 'Ada' }, 'hit']);
    expect(load.loads()).toBe(1);
  });

  it('separates keys', async () => {
    await asker.store({ name: 'Ada' });
    expect(await asker.outcome(asker.other, source({ name: 'Eve' }), { key: 'org2:action:1:abc' })).toEqual([
      { name: 'Eve' },
      'miss',
    ]);
    expect(await asker.outcome(asker.one, never)).toEqual([{ name: 'Ada' }, 'hit']);
  });

  it.each([[0], [''], [false], [null], [[]], [{}], [':text'], ['undefined']])('caches the output %j', async (data) => {
    await asker.store(data);
    expect(await asker.outcome(asker.one, never)).toEqual([data, 'hit']);
    expect(await asker.outcome(asker.other, never)).toEqual([data, 'hit']);
  });

  it('caches a copy, which later changes to the object do not reach', async () => {
    const data = { names: ['Ada'] };
    await asker.store(data);
    data.names.push('Eve');
    expect(await asker.outcome(asker.one, never)).toEqual([{ names: ['Ada'] }, 'hit']);
  });

  it('returns the age of an output', async () => {
    await asker.store('a');
    asker.advance(seconds(42));
    expect((await asker.ask(asker.one, never)).ageMs).toBe(42_000);
    expect((await asker.ask(asker.other, never)).ageMs).toBe(42_000);
  });

  it('serves an output for 300 seconds, and then for 30 seconds stale while it loads a new one', async () => {
    await asker.store('old');
    asker.advance(299_999);
    expect(await asker.outcome(asker.other, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    const load = source('new');
    expect(await asker.outcome(asker.other, load)).toEqual(['old', 'stale']);
    await until(async () => (await asker.ask(asker.one, load)).data === 'new');
    expect(load.loads()).toBe(1);
    expect(await asker.outcome(asker.other, never)).toEqual(['new', 'hit']);
  });

  it('serves the stale output in these 30 seconds while the upstream fails', async () => {
    await asker.store('old');
    asker.advance(seconds(329));
    const load = down();
    expect(await asker.outcome(asker.one, load)).toEqual(['old', 'stale']);
    await until(async () => load.loads() === 1);
    expect(await asker.outcome(asker.one, load)).toEqual(['old', 'stale']);
  });

  it('loads a new output after that, and serves the stale one only if the upstream fails', async () => {
    await asker.store('old');
    asker.advance(seconds(330));
    expect(await asker.outcome(asker.one, down())).toEqual(['old', 'stale']);
    expect(await asker.outcome(asker.other, source('new'))).toEqual(['new', 'miss']);
  });

  it.each([
    ['rejects the call', new UpstreamRejected('CRM', 403)],
    ['is not called because the input is invalid', new InvalidInput('customer_id should not be empty')],
  ])('serves no stale output if the upstream %s', async (_, failure) => {
    await asker.store('old');
    asker.advance(seconds(330));
    await expect(asker.ask(asker.one, source(failure))).rejects.toMatchObject({ code: failure.code });
  });

  it('serves a stale output for an hour at most', async () => {
    await asker.store('old');
    asker.advance(seconds(330) + hours(1) - 1);
    expect(await asker.outcome(asker.other, down())).toEqual(['old', 'stale']);
    asker.advance(1);
    await expect(asker.ask(asker.other, down())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('serves the stale output in time if the upstream hangs', async () => {
    await asker.store('old');
    asker.advance(seconds(330));
    const deadline = asker.deadline(300);
    let end: (error: Error) => void = () => undefined;
    const hanging: Load = () => new Promise<unknown>((_, reject) => (end = reject));
    expect(await asker.outcome(asker.one, hanging, { deadline })).toEqual(['old', 'stale']);
    end(new Error('The test is over'));
    expect(deadline.remainingMs).toBeGreaterThan(0);
  });

  it('uses the TTL of the action', async () => {
    await asker.store('old', { ttlMs: 10_000 });
    asker.advance(9_999);
    expect(await asker.outcome(asker.other, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    expect(await asker.outcome(asker.other, down())).toEqual(['old', 'stale']);
  });

  it('shortens the TTL by a random part, so that entries do not expire together', async () => {
    asker.random = 1;
    await asker.store('old');
    asker.advance(269_999);
    expect(await asker.outcome(asker.one, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    expect(await asker.outcome(asker.one, down())).toEqual(['old', 'stale']);
  });

  it('caches "not found" for 30 seconds and never serves it stale', async () => {
    const rule = { isNotFound: (data: { found: boolean }) => !data.found };
    await asker.store({ found: false }, rule);
    asker.advance(29_999);
    expect(await asker.outcome(asker.other, never, { rule })).toEqual([{ found: false }, 'hit']);
    asker.advance(1);
    await expect(asker.ask(asker.other, down(), { rule })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await asker.outcome(asker.other, source({ found: true }), { rule })).toEqual([{ found: true }, 'miss']);
  });

  it('caches neither partial outputs nor failures', async () => {
    const rule = { isPartial: (data: { partial: boolean }) => data.partial };
    await asker.ask(asker.one, source({ partial: true }), { rule });
    await expect(asker.ask(asker.one, down())).rejects.toThrow('CRM returned 503');
    expect(await asker.outcome(asker.one, source('whole'))).toEqual(['whole', 'miss']);
  });

  it('loads a new output for a caller that skips the cache, and serves it to the next', async () => {
    await asker.store('old');
    asker.advance(1);
    expect(await asker.outcome(asker.one, source('new'), { skipsCache: true })).toEqual(['new', 'bypass']);
    expect(await asker.outcome(asker.one, never)).toEqual(['new', 'hit']);
    // Other processes check the shared tier after a second.
    await until(async () => {
      asker.advance(seconds(1));
      return (await asker.ask(asker.other, never)).data === 'new';
    });
  });
}
