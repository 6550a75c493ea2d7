import { RestartDelay } from './restart-delay.js';

describe('the delay before a crashed process is replaced', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('grows with each crash, up to half a minute', () => {
    const delay = new RestartDelay();

    const delaysMs = Array.from({ length: 10 }, () => delay.nextMs());

    expect(delaysMs).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  });

  it('is short again after a minute without a crash, and no earlier', () => {
    const delay = new RestartDelay();
    delay.nextMs();
    delay.nextMs();

    jest.advanceTimersByTime(59_000);
    expect(delay.nextMs()).toBe(800);
    jest.advanceTimersByTime(61_000);
    expect(delay.nextMs()).toBe(200);
  });
});
