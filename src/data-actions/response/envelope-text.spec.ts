import { successText } from './envelope-text.js';

const ALWAYS = {
  errors: [],
  status: 'success',
  success: true,
  status_code: 200,
  code: 'OK',
  fallback_type: 'none',
  action: 'process_data',
  retry_after: 0,
};

describe('an output in the envelope', () => {
  it.each(['api', 'cache', 'stale', 'replay'] as const)('is JSON with every field, from %s', (source) => {
    expect(JSON.parse(successText({ a: [1] }, source, 'id-1').text)).toEqual({
      data: { a: [1] },
      ...ALWAYS,
      source,
      correlation_id: 'id-1',
    });
  });

  it('carries the fields of the action, and any correlation id', () => {
    expect(JSON.parse(successText({}, 'api', '"\\', { record_count: 0, truncated: false }).text)).toEqual({
      data: {},
      ...ALWAYS,
      source: 'api',
      correlation_id: '"\\',
      record_count: 0,
      truncated: false,
    });
  });

  it('has its data first', () => {
    expect(successText({ a: 1 }, 'api', 'id-1').text.slice(0, 22)).toBe('{"data":{"a":1},"error');
  });
});
