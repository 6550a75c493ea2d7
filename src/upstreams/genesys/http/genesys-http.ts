import { UpstreamThrottled } from '../../../errors/upstream-errors.js';
import { seconds } from '../../../time/durations.js';
import { Deadline, MIN_ATTEMPT_MS } from '../../../resilience/deadline/deadline.js';
import { sleep } from '../../../resilience/deadline/sleep.js';
import { UpstreamHttp } from '../../../resilience/upstream/upstream-http.js';
import { UpstreamResponse, UpstreamCall, UpstreamRequest } from '../../../resilience/upstream/upstream-request.js';
import { GenesysRateLimits } from './genesys-rate-limits.js';
import { explainApiError, rejectedResponseOf } from './genesys-api-error.js';

/**
 * Longest wait for the rate limit. A call with a longer wait fails at once, because a flow that waits costs more than a flow
 * that calls again.
 */
const LONGEST_WAIT_MS = seconds(1);

export interface GenesysRequest extends UpstreamRequest {
  /** Permission that the OAuth client needs: `routing:queue:view`. */
  readonly permission?: string;
}

/** HTTP client for one host of the platform. Obeys the platform's rate limits and explains its failures. */
export class GenesysHttp {
  constructor(
    private readonly http: UpstreamHttp,
    private readonly rateLimits = new GenesysRateLimits(),
  ) {}

  /**
   * @param token the call counts towards the rate limit of this token; undefined for the login
   * @throws as `UpstreamHttp.request`, with the platform's explanation in the cause
   */
  async request(request: GenesysRequest, token: string | undefined, call: UpstreamCall): Promise<UpstreamResponse> {
    const { operation, permission } = request;
    const payer = token ?? '';
    await this.keepPace(operation, payer, call.deadline);
    try {
      const response = await this.http.request(request, call);
      this.rateLimits.learn(operation, payer, response);
      return response;
    } catch (error) {
      const response = rejectedResponseOf(error);
      if (response) this.rateLimits.learn(operation, payer, response);
      throw explainApiError(this.http.name, error, permission, token);
    }
  }

  private async keepPace(operation: string, token: string, deadline: Deadline): Promise<void> {
    for (
      let waitMs = this.rateLimits.waitMs(operation, token);
      waitMs > 0;
      waitMs = this.rateLimits.waitMs(operation, token)
    ) {
      const isWorthIt = waitMs <= LONGEST_WAIT_MS && waitMs + MIN_ATTEMPT_MS <= deadline.remainingMs;
      if (!isWorthIt) throw new UpstreamThrottled(this.http.name, { retryAfterMs: waitMs });
      await sleep(waitMs, deadline.signal);
    }
    this.rateLimits.take(token);
  }
}
