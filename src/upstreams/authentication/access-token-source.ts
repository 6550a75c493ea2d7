import { seconds } from '../../time/durations.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { AccessToken } from './access-token.js';

/** Minimum time between two replacements of tokens that the upstream rejected and has never accepted. */
const REPLACE_COOLDOWN_MS = seconds(10);

/**
 * Caches an access token and fetches it once for all callers that wait. A fetch has its own time limit. It continues for
 * the other callers if one caller stops waiting.
 */
export abstract class AccessTokenSource {
  private current: AccessToken | undefined;
  private pending: Promise<AccessToken> | undefined;
  private replacedAtMs = -Infinity;

  /**
   * Returns the cached token, or fetches one if it is not fresh.
   *
   * @throws DeadlineExceeded | ClientDisconnected, or the failure of the fetch
   */
  async get({ deadline }: { readonly deadline: Deadline }): Promise<string> {
    if (this.current?.isFresh(performance.now())) return this.current.value;
    this.pending ??= this.renew().finally(() => (this.pending = undefined));
    return (await deadline.race(this.pending)).value;
  }

  /**
   * Sends a request with a token. Sends it once more with a new token if the upstream rejects the first one.
   *
   * @throws as `get`, or the error of the request
   */
  async use<T>(call: { readonly deadline: Deadline }, send: (token: string) => Promise<T>): Promise<T> {
    const token = await this.get(call);
    try {
      return await this.confirmed(token, send);
    } catch (error) {
      if (!(error instanceof UpstreamRejected) || error.upstreamStatus !== 401) throw error;
      this.invalidate(token);
      const next = await this.get(call);
      if (next === token) throw error;
      return this.confirmed(next, send);
    }
  }

  /** Records that the upstream accepted a token. */
  confirm(value: string): void {
    if (this.current?.value === value) this.current.isProven = true;
  }

  /**
   * Drops a token that the upstream rejected, unless it has been replaced already. A token that was never accepted is kept for
   * 10 s after the last drop. Otherwise, each call would fetch a token while the upstream rejects all tokens.
   */
  invalidate(value: string): void {
    if (this.current?.value !== value) return;
    const nowMs = performance.now();
    if (!this.current.isProven && nowMs - this.replacedAtMs < REPLACE_COOLDOWN_MS) return;
    this.replacedAtMs = nowMs;
    this.current = undefined;
  }

  /** Fetches a new token. @throws the reason of a failure */
  protected abstract fetch(): Promise<AccessToken>;

  /** Returns whether the secret that the latest `fetch` used has changed since. */
  protected async hasNewSecret(): Promise<boolean> {
    return false;
  }

  private async confirmed<T>(token: string, send: (token: string) => Promise<T>): Promise<T> {
    const response = await send(token);
    this.confirm(token);
    return response;
  }

  /** Replaces the token. If the fetch fails, the current token is used until it expires. */
  private async renew(): Promise<AccessToken> {
    try {
      this.current = await this.fetchWithNewest();
      return this.current;
    } catch (error) {
      if (this.current?.isAlive(performance.now())) return this.current;
      throw error;
    }
  }

  /** Fetches a token. Repeats a rejected fetch once if the secret was rotated meanwhile. */
  private async fetchWithNewest(): Promise<AccessToken> {
    try {
      return await this.fetch();
    } catch (error) {
      if (error instanceof UpstreamRejected && (await this.hasNewSecret())) return this.fetch();
      throw error;
    }
  }
}
