import { Registry } from 'prom-client';
import { LiveGauge } from './live-gauge.js';

describe('LiveGauge', () => {
  let registry: Registry;

  beforeEach(() => (registry = new Registry()));

  const samples = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('has no sample without a reader', async () => {
    new LiveGauge(registry, { name: 'spec_plain', help: 'x' });
    new LiveGauge(registry, { name: 'spec_labelled', help: 'x', labelNames: ['of'] });

    expect(await samples()).toEqual([]);
  });

  it('reads its values at every scrape, and drops values that the reader no longer returns', async () => {
    const gauge = new LiveGauge(registry, { name: 'spec', help: 'x', labelNames: ['of'] });
    const values = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    gauge.readFrom(() => [...values].map(([of, value]) => [{ of }, value]));
    expect(await samples()).toEqual(['spec{of="a"} 1', 'spec{of="b"} 2']);

    values.set('a', 3).delete('b');

    expect(await samples()).toEqual(['spec{of="a"} 3']);
  });

  it('supports a value without labels', async () => {
    const gauge = new LiveGauge(registry, { name: 'spec', help: 'x' });
    gauge.readFrom(() => [[{}, 0]]);

    expect(await samples()).toEqual(['spec 0']);
  });
});
