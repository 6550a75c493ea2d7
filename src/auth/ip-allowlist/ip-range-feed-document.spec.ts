import { readFeedDocument } from './ip-range-feed-document.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

const entry = (cidr: unknown, service: unknown = 'data-actions', direction: unknown = 'outbound'): object => ({
  cidr,
  service,
  region: 'eu-central-1',
  direction,
});

const read = (entities: unknown, config: Partial<IpAllowlistConfig> = {}): { ranges: string[]; skipped: number } => {
  const { ranges, skipped } = readFeedDocument({ entities }, { ...new IpAllowlistConfig(), ...config });
  return { ranges: ranges.map(([address, bits]) => `${address.toString()}/${bits}`), skipped };
};

describe('the document of the IP range feed', () => {
  it('returns the outbound ranges', () => {
    const entities = [
      entry('192.0.2.0/25'),
      entry('198.51.100.7', 'smtp', 'BOTH'),
      entry('203.0.113.0/24', 'data-actions', 'inbound'),
      entry('2001:db8::/32', 'anything'),
      entry('192.0.2.128/25', 'data-actions', null),
    ];

    expect(read(entities)).toEqual({ ranges: ['192.0.2.0/25', '198.51.100.7/32', '2001:db8::/32'], skipped: 0 });
    expect(read(entities, { feedServices: ['Data-Actions', 'x'] }).ranges).toEqual(['192.0.2.0/25']);
    expect(read(entities, { feedDirections: ['inbound'] }).ranges).toEqual(['203.0.113.0/24']);
  });

  it('skips and counts invalid entries', () => {
    const entities = [entry('192.0.2.0/25'), entry('192.0.2.0/33'), entry('192.0.2.9'), entry(null)];

    expect(read(entities)).toEqual({ ranges: ['192.0.2.0/25', '192.0.2.9/32'], skipped: 2 });
  });

  it.each([
    ['no list', undefined, 'no list'],
    ['an object', {}, 'no list'],
    ['an empty list', [], 'no valid range'],
    ['only other directions', [entry('192.0.2.0/25', 'x', 'inbound')], 'no valid range'],
    ['entries that are not objects', [null, 7, 'x', []], 'no valid range'],
    ['mostly invalid entries', [entry('192.0.2.1'), entry('x'), entry('y')], 'most entries are not IP ranges'],
    ['the whole internet', [entry('192.0.2.1'), entry('0.0.0.0/0')], 'too wide'],
    ['half of the internet', [entry('128.0.0.0/1')], 'too wide'],
    ['all of IPv6', [entry('::/0')], 'too wide'],
    ['too many entries', Array.from({ length: 5_001 }, () => entry('192.0.2.1')), 'more than 5000'],
  ])('is rejected with %s', (_, entities, message) => {
    expect(() => read(entities)).toThrow(message);
  });

  it.each([null, undefined, 'text', 7, []])('is rejected as %j', (document) => {
    expect(() => readFeedDocument(document, new IpAllowlistConfig())).toThrow('no list');
  });
});
