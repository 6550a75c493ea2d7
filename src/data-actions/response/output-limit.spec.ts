import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { OutputLimit } from './output-limit.js';

describe('OutputLimit', () => {
  const limit = new OutputLimit({ limitBytes: 20_000 });

  it('returns an output that fits', () => {
    const data = { text: 'x'.repeat(11_000) };
    expect(limit.check(data).data).toBe(data);
  });

  it.each([
    ['characters', { text: 'x'.repeat(12_000) }],
    ['bytes of its characters', { text: '€'.repeat(4_000) }],
    ['numbers that grow when they are written', { list: Array.from({ length: 1_000 }, () => 1e20) }],
  ])('rejects an output that is too large because of its %s', (_, output) => {
    expect(() => limit.check(output)).toThrow(UpstreamBadResponse);
  });
});
