import { isoTime } from './iso-time.js';

describe('isoTime', () => {
  afterEach(() => jest.useRealTimers());

  it.each([
    ['2026-11-21T10:15:00.000Z'],
    ['2026-11-21T10:15:00.007Z'],
    ['2026-11-21T10:15:00.999Z'],
    ['2026-11-21T10:15:01.042Z'],
    ['2024-02-29T23:59:59.100Z'],
    ['1970-01-01T00:00:00.001Z'],
  ])('returns %s', (time) => {
    jest.useFakeTimers({ now: Date.parse(time) });

    expect(isoTime()).toBe(`,"time":"${time}"`);
  });
});
