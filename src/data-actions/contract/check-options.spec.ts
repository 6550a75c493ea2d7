import { checkOptions } from './check-options.js';

describe('checkOptions', () => {
  const check = (options: object): void =>
    checkOptions('echo', { effect: 'read', summary: 'Returns its input', ...options });

  it.each([
    {},
    { cache: {} },
    { cache: { ttlMs: 1, revalidateMs: 0, staleMs: 0, negativeTtlMs: 0 } },
    { upstreamTimeoutMs: 1, maxConcurrency: 1 },
  ])('accepts %j', (options) => {
    expect(() => check(options)).not.toThrow();
  });

  it.each([
    [{ cache: { ttlMs: 0 } }, 'cache.ttlMs must be an integer of at least 1, not 0'],
    [{ cache: { staleMs: -1 } }, 'cache.staleMs must be an integer of at least 0, not -1'],
    [{ cache: { revalidateMs: 0.5 } }, 'cache.revalidateMs must be an integer of at least 0, not 0.5'],
    [{ upstreamTimeoutMs: NaN }, 'upstreamTimeoutMs must be an integer of at least 1, not NaN'],
    [{ maxConcurrency: 0 }, 'maxConcurrency must be an integer of at least 1, not 0'],
  ])('rejects %j', (options, problem) => {
    expect(() => check(options)).toThrow(`@DataAction('echo'): ${problem}`);
  });
});
