import { JsonMap, isMap } from '../../engine/json/json-value.js';
import { jsonText } from '../../engine/json/json-text.js';
import { parseJson } from '../../engine/json/parse-json.js';
import { UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { DeadlineExceeded } from '../../errors/limit-errors.js';
import { AccessToken } from '../../upstreams/authentication/access-token.js';
import { AccessTokenSource } from '../../upstreams/authentication/access-token-source.js';
import { UpstreamCall, withTimeLimit } from '../../upstreams/web-services/web-services.client.js';

/** Lifetime of an `authResponse` without `expires_in`. In Genesys Cloud it never expires: only a rejection ends its use. */
const DEFAULT_LIFETIME_SECONDS = 3_600;

/** The `authResponse` of one `customAuth` action, cached as its JSON text. One fetch serves all callers that wait. */
export class AuthResponse extends AccessTokenSource {
  constructor(
    private readonly name: string,
    private readonly authenticate: (call: UpstreamCall) => Promise<JsonMap>,
    private readonly limitMs: number,
  ) {
    super();
  }

  /** Parses a JSON text that `get` returned. @returns the members of `authResponse` */
  static read(text: string): JsonMap {
    const response = parseJson(text);
    return isMap(response) ? response : new Map<string, never>();
  }

  protected override async fetch(): Promise<AccessToken> {
    try {
      const response = await withTimeLimit(this.limitMs, this.authenticate);
      const lifetime = Number(response.get('expires_in') ?? NaN);
      const isGiven = Number.isFinite(lifetime) && lifetime >= 0;
      return AccessToken.of(jsonText(response), isGiven ? lifetime : DEFAULT_LIFETIME_SECONDS, performance.now());
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      throw new UpstreamUnreachable(this.name, `did not respond within ${this.limitMs} ms`, { cause: error });
    }
  }
}
