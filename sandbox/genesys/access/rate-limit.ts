const WINDOW_MS = 60_000;

/** Usage of a token: requests in this minute, allowed requests, seconds to the next minute. */
export interface Usage {
  readonly count: number;
  readonly allowed: number;
  readonly resetSeconds: number;
}

/** API requests per minute and token. The platform's default is 300. */
export class RateLimit {
  private readonly windows = new Map<string, { count: number; endsAt: number }>();

  /** @param allowed requests per minute and token; can change at any time */
  constructor(public allowed: number) {}

  use(token: string): Usage {
    const now = Date.now();
    const current = this.windows.get(token);
    const window = current !== undefined && now < current.endsAt ? current : { count: 0, endsAt: now + WINDOW_MS };
    window.count += 1;
    this.windows.set(token, window);
    return {
      count: window.count,
      allowed: this.allowed,
      resetSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1_000)),
    };
  }

  reset(): void {
    this.windows.clear();
  }
}
