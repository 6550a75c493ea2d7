import { RestartDelay } from './restart-delay.js';

describe('RestartDelay', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is doubled by each crash, up to 30 s', () => {
    const delay = new RestartDelay();

    const delaysMs = Array.from({ length: 10 }, () => delay.nextMs());

    expect(delaysMs).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  });

  it('starts again at its minimum after a minute without a crash', () => {
    const delay = new RestartDelay();
    delay.nextMs();
    delay.nextMs();

    jest.advanceTimersByTime(59_000);
    expect(delay.nextMs()).toBe(800);
    jest.advanceTimersByTime(61_000);
    expect(delay.nextMs()).toBe(200);
  });
});
