import { hours, seconds } from '../durations.js';
import { InvalidInput } from '../errors/request-errors.js';
import { UpstreamRejected } from '../errors/upstream-errors.js';
import { Asker, down, Load, never, OpenCaches, source, until } from './cache-asker.contract.js';

/** What the cache guarantees of the time for which answers are given, with and without Redis. */
export function cacheContract(open: OpenCaches): void {
  let asker: Asker;

  beforeEach(async () => {
    asker = await Asker.begin(open);
  });

  afterEach(() => asker.end());

  it('finds an answer once, and gives it to whoever asks the same', async () => {
    const load = source({ name: 'Ada' });
    expect(await asker.told(asker.one, load)).toEqual([{ name: 'Ada' }, 'miss']);
    expect(await asker.told(asker.one, load)).toEqual([{ name: 'Ada' }, 'hit']);
    await asker.keep({ name: 'Ada' });
    expect(await asker.told(asker.other, load)).toEqual([{ name: 'Ada' }, 'hit']);
    expect(load.asked()).toBe(1);
  });

  it('keeps keys apart', async () => {
    await asker.keep({ name: 'Ada' });
    expect(await asker.told(asker.other, source({ name: 'Eve' }), { key: 'org2:action:1:abc' })).toEqual([
      { name: 'Eve' },
      'miss',
    ]);
    expect(await asker.told(asker.one, never)).toEqual([{ name: 'Ada' }, 'hit']);
  });

  it.each([[0], [''], [false], [null], [[]], [{}], [':text'], ['undefined']])(
    'takes %j as an answer like any other',
    async (data) => {
      await asker.keep(data);
      expect(await asker.told(asker.one, never)).toEqual([data, 'hit']);
      expect(await asker.told(asker.other, never)).toEqual([data, 'hit']);
    },
  );

  it('keeps an answer as it was, whatever becomes of the object', async () => {
    const data = { names: ['Ada'] };
    await asker.keep(data);
    data.names.push('Eve');
    expect(await asker.told(asker.one, never)).toEqual([{ names: ['Ada'] }, 'hit']);
  });

  it('tells the age of what it gives', async () => {
    await asker.keep('a');
    asker.advance(seconds(42));
    expect((await asker.ask(asker.one, never)).ageMs).toBe(42_000);
    expect((await asker.ask(asker.other, never)).ageMs).toBe(42_000);
  });

  it('gives an answer for 300 seconds, and a stale one at once in the next 30 while it finds a new one', async () => {
    await asker.keep('old');
    asker.advance(299_999);
    expect(await asker.told(asker.other, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    const load = source('new');
    expect(await asker.told(asker.other, load)).toEqual(['old', 'stale']);
    await until(async () => (await asker.ask(asker.one, load)).data === 'new');
    expect(load.asked()).toBe(1);
    expect(await asker.told(asker.other, never)).toEqual(['new', 'hit']);
  });

  it('goes on giving the stale answer in these 30 seconds while no new one can be found', async () => {
    await asker.keep('old');
    asker.advance(seconds(329));
    const load = down();
    expect(await asker.told(asker.one, load)).toEqual(['old', 'stale']);
    await until(async () => load.asked() === 1);
    expect(await asker.told(asker.one, load)).toEqual(['old', 'stale']);
  });

  it('finds a new answer after that, and gives the stale one only where the upstream fails', async () => {
    await asker.keep('old');
    asker.advance(seconds(330));
    expect(await asker.told(asker.one, down())).toEqual(['old', 'stale']);
    expect(await asker.told(asker.other, source('new'))).toEqual(['new', 'miss']);
  });

  it.each([
    ['refuses the call', new UpstreamRejected('CRM', 403)],
    ['was never asked, for the input is wrong', new InvalidInput('customer_id should not be empty')],
  ])('gives no stale answer where the upstream %s', async (_, failure) => {
    await asker.keep('old');
    asker.advance(seconds(330));
    await expect(asker.ask(asker.one, source(failure))).rejects.toMatchObject({ code: failure.code });
  });

  it('gives a stale answer no longer than an hour', async () => {
    await asker.keep('old');
    asker.advance(seconds(330) + hours(1) - 1);
    expect(await asker.told(asker.other, down())).toEqual(['old', 'stale']);
    asker.advance(1);
    await expect(asker.ask(asker.other, down())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('gives the stale answer in time where the upstream hangs', async () => {
    await asker.keep('old');
    asker.advance(seconds(330));
    const deadline = asker.deadline(300);
    const hanging: Load = (own) => own.race(new Promise<unknown>(() => undefined));
    expect(await asker.told(asker.one, hanging, { deadline })).toEqual(['old', 'stale']);
    expect(deadline.remainingMs).toBeGreaterThan(0);
  });

  it('keeps an answer as long as its action says', async () => {
    await asker.keep('old', { ttlMs: 10_000 });
    asker.advance(9_999);
    expect(await asker.told(asker.other, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    expect(await asker.told(asker.other, down())).toEqual(['old', 'stale']);
  });

  it('lets no answer live its whole time where chance is against it, so that not all end at once', async () => {
    asker.random = 1;
    await asker.keep('old');
    asker.advance(269_999);
    expect(await asker.told(asker.one, never)).toEqual(['old', 'hit']);
    asker.advance(1);
    expect(await asker.told(asker.one, down())).toEqual(['old', 'stale']);
  });

  it('keeps "unknown" for 30 seconds and never gives it stale', async () => {
    const rule = { isNotFound: (data: { found: boolean }) => !data.found };
    await asker.keep({ found: false }, rule);
    asker.advance(29_999);
    expect(await asker.told(asker.other, never, { rule })).toEqual([{ found: false }, 'hit']);
    asker.advance(1);
    await expect(asker.ask(asker.other, down(), { rule })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(await asker.told(asker.other, source({ found: true }), { rule })).toEqual([{ found: true }, 'miss']);
  });

  it('never keeps a part of an answer, nor a failure', async () => {
    const rule = { isPartial: (data: { partial: boolean }) => data.partial };
    await asker.ask(asker.one, source({ partial: true }), { rule });
    await expect(asker.ask(asker.one, down())).rejects.toThrow('CRM returned 503');
    expect(await asker.told(asker.one, source('whole'))).toEqual(['whole', 'miss']);
  });

  it('skips what it has for a caller who wants it new, and gives that to the next', async () => {
    await asker.keep('old');
    asker.advance(1);
    expect(await asker.told(asker.one, source('new'), { skipsCache: true })).toEqual(['new', 'bypass']);
    expect(await asker.told(asker.one, never)).toEqual(['new', 'hit']);
    // Other processes look again after a second.
    await until(async () => {
      asker.advance(seconds(1));
      return (await asker.ask(asker.other, never)).data === 'new';
    });
  });
}
