import { EnvSecret } from './env.decorator.js';
import { unknownVariables } from './unknown-variables.js';

class LimitConfig {
  @EnvSecret('SPECLIMIT_PER_MINUTE')
  readonly perMinute: string = '';
}

describe('unknownVariables', () => {
  it('suggests the variable that was probably meant', () => {
    new LimitConfig();

    expect(unknownVariables({ SPECLIMIT_PER_MINUT: '5' })).toEqual([
      'SPECLIMIT_PER_MINUT is unknown; did you mean SPECLIMIT_PER_MINUTE?',
    ]);
  });

  it('reports a variable that has a prefix of this service but resembles no known variable', () => {
    expect(unknownVariables({ SPECLIMIT_FRIDAYS_ONLY: '1' })).toEqual([
      'SPECLIMIT_FRIDAYS_ONLY is unknown and has no effect',
    ]);
  });

  it.each([
    'SPECLIMIT_PER_MINUTE',
    'SPECLIMIT_PER_MINUTE_FILE',
    'SPECLIMIT_SERVICE_HOST',
    'SPECLIMIT_SERVICE_PORT_HTTP',
    'SPECLIMIT_PORT',
    'SPECLIMIT_PORT_6379_TCP_ADDR',
    'PATH',
    'OTHER_LIMIT',
  ])('accepts %s', (name) => {
    expect(unknownVariables({ [name]: 'x' })).toEqual([]);
  });
});
