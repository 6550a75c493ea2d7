import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { jsonOf } from '../../json/ready-json.js';
import { OutputLimit } from './output-limit.js';

describe('OutputLimit', () => {
  const limit = new OutputLimit({ limitBytes: 20_000 });

  it('lets an output pass that fits, and notes its JSON', () => {
    const output = { text: 'x'.repeat(11_000) };
    expect(limit.check(output)).toBe(output);

    output.text = 'changed';
    expect(jsonOf(output)).toContain('xxx');
  });

  it.each([
    ['characters', { text: 'x'.repeat(12_000) }],
    ['bytes of its characters', { text: '€'.repeat(4_000) }],
    ['numbers that grow when they are written', { list: Array.from({ length: 1_000 }, () => 1e20) }],
  ])('refuses an output that is too large by its %s', (_, output) => {
    expect(() => limit.check(output)).toThrow(UpstreamBadResponse);
  });
});
