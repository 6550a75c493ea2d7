import { Logger } from '@nestjs/common';
import { DocumentFetcher } from '../../resilience/transport/document-fetcher.js';
import { IpRangeFeed } from './ip-range-feed.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

const listOf = (cidr: string): object => ({ entities: [{ cidr, service: 'x', direction: 'both' }] });

describe('the IP range feed', () => {
  let response: unknown;
  let fetches: number;
  let feed: IpRangeFeed;

  beforeAll(() => void Logger.overrideLogger(false));

  beforeEach(() => {
    jest.useFakeTimers();
    jest.advanceTimersByTime(1_000);
    fetches = 0;
    response = listOf('192.0.2.0/25');
    feed = feedWith({ feedUrl: 'http://feed' });
  });

  afterEach(() => {
    feed.onModuleDestroy();
    jest.useRealTimers();
  });

  function feedWith(config: Partial<IpAllowlistConfig>): IpRangeFeed {
    return new IpRangeFeed({ ...new IpAllowlistConfig(), ...config }, { getJson: fetch } as unknown as DocumentFetcher);
  }

  async function fetch(): Promise<unknown> {
    fetches += 1;
    if (response instanceof Error) throw response;
    return response;
  }

  const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1_000);
  const inHand = (): string => feed.ranges.map(([address, bits]) => `${address.toString()}/${bits}`).join();

  it('is fetched at startup and every hour', async () => {
    expect(feed.freshness).toBe('none');
    feed.onModuleInit();
    await pass(0);
    expect([feed.freshness, inHand()]).toEqual(['fresh', '192.0.2.0/25']);

    response = listOf('192.0.2.128/25');
    await pass(3_599);
    expect([fetches, inHand()]).toEqual([1, '192.0.2.0/25']);
    await pass(1);
    expect([fetches, inHand()]).toEqual([2, '192.0.2.128/25']);
  });

  it('keeps the last valid list despite failures, and reports that it is stale after a day', async () => {
    feed.onModuleInit();
    await pass(0);
    const { ranges } = feed;
    for (const bad of [new Error('down'), { entities: [] }, 'text', listOf('0.0.0.0/0')]) {
      response = bad;
      await pass(7 * 3_600);
      expect(feed.ranges).toBe(ranges);
    }
    expect(feed.freshness).toBe('stale');

    response = listOf('192.0.2.0/25');
    await pass(300);
    expect([feed.freshness, feed.ranges]).toEqual(['fresh', ranges]);
  });

  it('is fetched with a backoff from 1 s to 5 min while it fails', async () => {
    response = new Error('down');
    feed.onModuleInit();
    await pass(0);
    const fetchesAfter: number[] = [];
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      await pass(seconds);
      fetchesAfter.push(fetches);
    }

    expect(fetchesAfter).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(feed.freshness).toBe('none');
  });

  it('is not fetched if it is disabled, or after the service stops', async () => {
    const none = feedWith({});
    none.onModuleInit();
    feed.onModuleInit();
    feed.onModuleDestroy();
    await pass(10_000);

    expect([none.freshness, fetches]).toEqual(['off', 1]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
