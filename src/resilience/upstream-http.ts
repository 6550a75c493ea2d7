import { CircuitOpen, Overloaded } from '../errors/limit-errors.js';
import { Bulkhead, BulkheadRejection } from './bulkhead.js';
import { attemptFailure, isLocalRejection, speaksAgainstUpstream } from './attempt-outcome.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { Circuits } from './circuits.js';
import { retry } from './retry.js';
import { RetryDecision, RetryPolicy } from './retry-policy.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamAnswer, UpstreamCall, UpstreamRequest } from './upstream-request.js';

/** What one upstream's calls go through. */
export interface UpstreamParts {
  readonly name: string;
  readonly attempt: UpstreamAttempt;
  readonly bulkhead: Bulkhead;
  readonly circuits: Circuits;
  readonly retryPolicy: RetryPolicy;
  /** What one attempt may take. */
  readonly timeoutMs: number;
  /** Told how each attempt ended: undefined where it was answered well. */
  readonly onAttempt: (failure: unknown) => void;
  /** Told what follows a failed attempt. */
  readonly onDecision: (decision: RetryDecision) => void;
}

/**
 * Asks one upstream over HTTP, within the call's deadline: repeats what may be repeated, leaves an upstream alone that
 * fails, and takes no more of the process than its share.
 */
export class UpstreamHttp {
  constructor(private readonly parts: UpstreamParts) {}

  get name(): string {
    return this.parts.name;
  }

  get circuits(): Circuits {
    return this.parts.circuits;
  }

  /**
   * @throws DeadlineExceeded | CallerGone, or what became of the last attempt that was sent: UpstreamRejected |
   * UpstreamThrottled | UpstreamUnavailable | UpstreamUnreachable | UpstreamBadResponse; if none was, CircuitOpen | Overloaded
   */
  request(request: UpstreamRequest, call: UpstreamCall): Promise<UpstreamAnswer> {
    const { retryPolicy: policy, circuits, onDecision } = this.parts;
    const circuit = circuits.of(request.operation);
    let sent: Error | undefined;
    const attempt = async (): Promise<UpstreamAnswer> => {
      try {
        return await this.admit(circuit, request, call);
      } catch (error) {
        // That we would not ask again is less worth telling than what came of asking.
        if (sent && isLocalRejection(error)) throw sent;
        sent = error as Error;
        throw error;
      }
    };
    return retry(attempt, {
      policy,
      classify: attemptFailure,
      repeatable: request.method === 'GET' || request.repeatable === true,
      remainingMs: () => call.deadline.remainingMs,
      signal: call.deadline.signal,
      onDecision,
    });
  }

  /** Lets an attempt through the circuit and the bulkhead; an open circuit answers before anybody queues. */
  private async admit(circuit: CircuitBreaker, request: UpstreamRequest, call: UpstreamCall): Promise<UpstreamAnswer> {
    const { name, bulkhead } = this.parts;
    if (circuit.retryAfterMs > 0) throw new CircuitOpen(name, circuit.retryAfterMs);
    const { remainingMs, signal } = call.deadline;
    try {
      return await bulkhead.run(() => this.send(circuit, request, call), { remainingMs, signal });
    } catch (error) {
      if (!(error instanceof BulkheadRejection)) throw error;
      const { retryAfterMs } = error;
      throw new Overloaded(`${name} has all its places taken`, {
        cause: error,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
  }

  private async send(circuit: CircuitBreaker, request: UpstreamRequest, call: UpstreamCall): Promise<UpstreamAnswer> {
    const { name, attempt, timeoutMs, onAttempt } = this.parts;
    const ticket = circuit.admit();
    if (ticket.rejected) throw new CircuitOpen(name, ticket.retryAfterMs);
    if (call.record) call.record.attempts += 1;
    const sentAtMs = performance.now();
    try {
      const answer = await attempt.send(request, { signal: call.deadline.signal, timeoutMs });
      ticket.success(performance.now() - sentAtMs);
      onAttempt(undefined);
      return answer;
    } catch (error) {
      if (call.deadline.signal.aborted) ticket.ignore();
      else if (speaksAgainstUpstream(error)) ticket.failure(performance.now() - sentAtMs);
      else ticket.success(performance.now() - sentAtMs);
      onAttempt(error);
      throw error;
    }
  }
}
