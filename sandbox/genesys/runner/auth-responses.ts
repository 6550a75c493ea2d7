import type { JsonObject } from '../../json-object.js';

interface Kept {
  readonly response: JsonObject;
  readonly expiresAtMs: number;
}

/** What the authentication actions answered, one for each integration, kept until it expires or is found out to be no good. */
export class AuthResponses {
  private readonly kept = new Map<string, Kept>();
  private readonly pending = new Map<string, Promise<JsonObject>>();

  /** @param now epoch milliseconds */
  constructor(private readonly now: () => number = Date.now) {}

  /** The kept answer, if it is still good. */
  get(integrationId: string): JsonObject | undefined {
    const kept = this.kept.get(integrationId);
    return kept !== undefined && this.now() < kept.expiresAtMs ? kept.response : undefined;
  }

  /** Asks for a new answer and keeps it for its `expires_in` seconds, or for good; callers at the same time share one. */
  async renew(integrationId: string, ask: () => Promise<JsonObject>): Promise<JsonObject> {
    const pending = this.pending.get(integrationId);
    if (pending !== undefined) return pending;
    const asking = ask();
    this.pending.set(integrationId, asking);
    try {
      const response = await asking;
      const expiresInSeconds = Number(response['expires_in'] ?? NaN);
      const expiresAtMs = Number.isFinite(expiresInSeconds) ? this.now() + expiresInSeconds * 1_000 : Infinity;
      this.kept.set(integrationId, { response, expiresAtMs });
      return response;
    } finally {
      this.pending.delete(integrationId);
    }
  }

  /** Forgets an answer that a backend refused, unless there is a newer one already. */
  forget(integrationId: string, response?: JsonObject): void {
    if (response === undefined || this.kept.get(integrationId)?.response === response) this.kept.delete(integrationId);
  }
}
