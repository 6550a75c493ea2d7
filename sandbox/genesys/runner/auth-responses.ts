import type { JsonObject } from '../../json/json-object.js';

interface CachedResponse {
  readonly response: JsonObject;
  readonly expiresAtMs: number;
}

/** Cached responses of the authentication actions by integration. */
export class AuthResponses {
  private readonly cache = new Map<string, CachedResponse>();
  private readonly pending = new Map<string, Promise<JsonObject>>();

  /** @param now epoch milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  /** Returns the cached response, if it has not expired. */
  get(integrationId: string): JsonObject | undefined {
    const cached = this.cache.get(integrationId);
    return cached !== undefined && this.now() < cached.expiresAtMs ? cached.response : undefined;
  }

  /**
   * Fetches a response and caches it for its `expires_in` seconds. Without `expires_in`, it never expires. Concurrent callers
   * share one request.
   */
  async renew(integrationId: string, fetch: () => Promise<JsonObject>): Promise<JsonObject> {
    const pending = this.pending.get(integrationId);
    if (pending !== undefined) return pending;
    const fetched = fetch();
    this.pending.set(integrationId, fetched);
    try {
      const response = await fetched;
      const expiresInSeconds = Number(response['expires_in'] ?? NaN);
      const expiresAtMs = Number.isFinite(expiresInSeconds) ? this.now() + expiresInSeconds * 1_000 : Infinity;
      this.cache.set(integrationId, { response, expiresAtMs });
      return response;
    } finally {
      this.pending.delete(integrationId);
    }
  }

  /** Removes a response that a backend rejected, unless it has been replaced. */
  forget(integrationId: string, response?: JsonObject): void {
    if (response === undefined || this.cache.get(integrationId)?.response === response)
      this.cache.delete(integrationId);
  }
}
