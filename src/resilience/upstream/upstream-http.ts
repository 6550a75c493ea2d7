import { CircuitOpen, Overloaded } from '../../errors/limit-errors.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { currentTracer } from '../../observability/call/tracer.js';
import { MIN_ATTEMPT_MS } from '../deadline/deadline.js';
import { Bulkhead, BulkheadRejection } from '../policies/bulkhead/bulkhead.js';
import { attemptFailure, hadNoEffect, isLocalRejection, circuitOutcomeOf } from './attempt-outcome.js';
import { CircuitBreaker, CircuitPermit } from '../policies/circuit/circuit-breaker.js';
import { CircuitBreakerRegistry } from '../policies/circuit/circuit-breaker-registry.js';
import { hedge } from '../policies/retry/hedge.js';
import { Readmission } from '../policies/bulkhead/readmission.js';
import { retry } from '../policies/retry/retry.js';
import { RetryDecision, RetryPolicy } from '../policies/retry/retry-policy.js';
import { checkHeaders, Headers, withAllHeaders } from './request-headers.js';
import { checkSegments } from './request-target.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamResponse, UpstreamCall, UpstreamRequest } from './upstream-request.js';

/** Dependencies that all calls to one upstream share. */
export interface UpstreamDependencies {
  readonly name: string;
  readonly attempt: UpstreamAttempt;
  readonly bulkhead: Bulkhead;
  readonly circuits: CircuitBreakerRegistry;
  readonly retryPolicy: RetryPolicy;
  /** Limit of one attempt, unless its call sets another. */
  readonly timeoutMs: number;
  /** Header that carries the correlation id of the call. */
  readonly correlationHeader: string;
  /** Time without a response after which a read is sent a second time; undefined: never. */
  readonly hedgeAfterMs?: number | undefined;
  /** Called at the end of each attempt. */
  readonly onAttempt: (attempt: EndedAttempt) => void;
  /** Called after each failed attempt. */
  readonly onDecision: (decision: RetryDecision) => void;
  /** Reads the secret files again after a failure that new secrets may fix. A retry waits for this. */
  readonly renewSecrets?: (failure: unknown) => Promise<void> | undefined;
  /** Called when a second attempt starts because the first is slow. */
  readonly onHedge?: () => void;
}

/** Result of one attempt. `failure` is undefined after a success. */
export interface EndedAttempt {
  readonly operation: string;
  readonly durationMs: number;
  readonly failure: unknown;
}

/** State of one request for its attempts. */
interface ResilienceContext {
  readonly circuit: CircuitBreaker;
  readonly readmission: Readmission | undefined;
  readonly request: UpstreamRequest;
  readonly call: UpstreamCall;
  readonly credentials: Headers;
  /** Called with the failure of each attempt that was sent. */
  readonly onFailure: (failure: unknown) => void;
}

/**
 * Sends requests to one upstream over HTTP, within the deadline of the call. Retries what can be repeated safely, sends
 * nothing to a failing upstream, and limits the concurrent calls.
 */
export class UpstreamHttp {
  constructor(private readonly dependencies: UpstreamDependencies) {}

  get name(): string {
    return this.dependencies.name;
  }

  get circuits(): CircuitBreakerRegistry {
    return this.dependencies.circuits;
  }

  /**
   * @param credentials headers that replace those of the request
   * @throws InvalidInput for a path segment that leads to another resource, or a header value with a line break
   * @throws DeadlineExceeded | ClientDisconnected, or CircuitOpen | Overloaded if no attempt was sent
   * @throws the failure of the last attempt that was sent, see `UpstreamAttempt.send`
   */
  async request(request: UpstreamRequest, call: UpstreamCall, credentials: Headers = {}): Promise<UpstreamResponse> {
    const { retryPolicy: policy, circuits, onDecision } = this.dependencies;
    const { operation, path, headers } = request;
    checkSegments(path);
    checkHeaders(headers);
    checkHeaders(credentials);
    const circuit = circuits.of(operation);
    let upstreamFailure: unknown;
    const onFailure = (failure: unknown): void => void (upstreamFailure = failure);
    const admit = async (): Promise<UpstreamResponse> => {
      const readmission = circuits.readmissionOf(operation);
      try {
        return await this.hedge({ circuit, readmission, request, call, credentials, onFailure });
      } catch (error) {
        const renewal = this.dependencies.renewSecrets?.(error);
        if (renewal) await call.deadline.race(renewal).catch(() => undefined);
        throw error;
      }
    };
    try {
      return await retry(admit, {
        policy,
        classify: attemptFailure,
        repeatable: request.repeatable ?? request.method === 'GET',
        maxAttempts: request.maxAttempts,
        deadline: call.deadline,
        circuit,
        onDecision,
      });
    } catch (error) {
      // If the retry was rejected locally, throw the upstream's own failure. Only that error shows why the call failed.
      throw upstreamFailure !== undefined && isLocalRejection(error) ? upstreamFailure : error;
    }
  }

  /** Sends a second attempt if the first is slow. Only for reads, and only while the upstream works. */
  private hedge(context: ResilienceContext): Promise<UpstreamResponse> {
    const { hedgeAfterMs, retryPolicy, onHedge } = this.dependencies;
    const { request, call, circuit } = context;
    if (hedgeAfterMs === undefined || !isRepeatableRead(request)) return this.admit(context);
    return hedge((deadline) => this.admit({ ...context, call: { ...call, deadline } }), {
      afterMs: hedgeAfterMs,
      deadline: call.deadline,
      acquireToken: () => {
        const hasToken = circuit.state.kind === 'closed' && !context.readmission && retryPolicy.acquireTokenForHedge();
        if (hasToken) onHedge?.();
        return hasToken;
      },
    });
  }

  /** Sends an attempt through the circuit and the bulkhead. An open circuit rejects it before it is queued. */
  private async admit(context: ResilienceContext): Promise<UpstreamResponse> {
    const { name, bulkhead } = this.dependencies;
    const { circuit, readmission, call } = context;
    const run = (): Promise<UpstreamResponse> => bulkhead.run(() => this.send(context), call.deadline);
    if (circuit.retryAfterMs > 0) throw new CircuitOpen(name, circuit.retryAfterMs);
    try {
      return await (readmission ? readmission.run(run, call.deadline) : run());
    } catch (error) {
      if (!(error instanceof BulkheadRejection)) throw error;
      const { retryAfterMs } = error;
      throw new Overloaded(`The concurrency limit of the upstream ${name} is reached`, {
        cause: error,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
    }
  }

  private async send(context: ResilienceContext): Promise<UpstreamResponse> {
    const { circuit, readmission, request, call, credentials, onFailure } = context;
    const { name, attempt, timeoutMs, correlationHeader, onAttempt, retryPolicy } = this.dependencies;
    call.deadline.throwIfOver(MIN_ATTEMPT_MS);
    const permit = circuit.admit();
    if (permit.rejected) throw new CircuitOpen(name, permit.retryAfterMs);
    if (call.record) call.record.attempts += 1;
    const sideEffect = (request.readsOnly ?? request.method === 'GET') ? undefined : call.sideEffect;
    sideEffect?.attemptStarted();
    const { operation } = request;
    let wasUnsent = false;
    const limits = {
      deadline: call.deadline,
      timeoutMs: call.upstreamTimeoutMs ?? timeoutMs,
      onUnsent: () => void (wasUnsent = true),
    };
    const sentAtMs = performance.now();
    try {
      const response = await currentTracer().attempt(name, operation, () =>
        attempt.send(withAllHeaders(request, { call, correlationHeader, credentials }), limits),
      );
      const durationMs = performance.now() - sentAtMs;
      permit.success(durationMs);
      readmission?.recordSuccess();
      retryPolicy.recordSuccess();
      onAttempt({ operation, durationMs, failure: undefined });
      return response;
    } catch (error) {
      const durationMs = performance.now() - sentAtMs;
      if (wasUnsent || hadNoEffect(error)) sideEffect?.attemptHadNoEffect();
      const outcome = circuitOutcomeOf(error);
      settle(permit, outcome, durationMs);
      if (outcome === 'failing') readmission?.recordFailure();
      else if (outcome === 'alive') readmission?.recordSuccess();
      if (error instanceof UpstreamRejected) retryPolicy.recordSuccess();
      onAttempt({ operation, durationMs, failure: error });
      onFailure(error);
      throw error;
    }
  }
}

const isRepeatableRead = ({ method, repeatable, readsOnly }: UpstreamRequest): boolean =>
  (readsOnly ?? method === 'GET') && (repeatable ?? method === 'GET');

function settle(permit: CircuitPermit, verdict: ReturnType<typeof circuitOutcomeOf>, durationMs: number): void {
  if (verdict === 'failing') permit.failure(durationMs);
  else if (verdict === 'alive') permit.success(durationMs);
  else permit.release(durationMs);
}
