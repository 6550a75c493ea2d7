import { UpstreamThrottled } from '../../../errors/upstream-errors.js';
import { seconds } from '../../../durations.js';
import { Deadline } from '../../../resilience/deadline/deadline.js';
import { sleep } from '../../../resilience/deadline/sleep.js';
import { UpstreamHttp } from '../../../resilience/upstream/upstream-http.js';
import { UpstreamResponse, UpstreamCall, UpstreamRequest } from '../../../resilience/upstream/upstream-request.js';
import { GenesysRateLimits } from './genesys-rate-limits.js';
import { explainApiError, rejectedResponseOf } from './genesys-api-error.js';

/** A wait up to here is waited out; a longer one is told at once, for a flow's slot is dearer than its second call. */
const LONGEST_WAIT_MS = seconds(1);

/** What must be left of the call after a wait. */
const MIN_ATTEMPT_MS = 50;

export interface GenesysRequest extends UpstreamRequest {
  /** What the role of the OAuth client must allow: `routing:queue:view`. */
  readonly permission?: string;
}

/** One of the platform's hosts: asked at the pace that it allows, and its refusals understood. */
export class GenesysHttp {
  constructor(
    private readonly http: UpstreamHttp,
    private readonly pacing = new GenesysRateLimits(),
  ) {}

  /**
   * @param token whose allowance the call uses; none at the login
   * @throws what `UpstreamHttp.request` throws, with the platform's own words in the cause
   */
  async request(request: GenesysRequest, token: string | undefined, call: UpstreamCall): Promise<UpstreamResponse> {
    const { operation, permission } = request;
    const payer = token ?? '';
    await this.keepPace(operation, payer, call.deadline);
    try {
      const answer = await this.http.request(request, call);
      this.pacing.learn(operation, payer, answer);
      return answer;
    } catch (error) {
      const answer = rejectedResponseOf(error);
      if (answer) this.pacing.learn(operation, payer, answer);
      throw explainApiError(this.http.name, error, permission, token);
    }
  }

  private async keepPace(operation: string, token: string, deadline: Deadline): Promise<void> {
    for (let waitMs = this.pacing.waitMs(operation, token); waitMs > 0; waitMs = this.pacing.waitMs(operation, token)) {
      const isWorthIt = waitMs <= LONGEST_WAIT_MS && waitMs + MIN_ATTEMPT_MS <= deadline.remainingMs;
      if (!isWorthIt) throw new UpstreamThrottled(this.http.name, { retryAfterMs: waitMs });
      await sleep(waitMs, deadline.signal);
    }
    this.pacing.take(token);
  }
}
