import { NoDescriptor } from '../../errors/limit-errors.js';
import { UpstreamBadResponse, UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { Cancellation, Deadline } from '../deadline/deadline.js';
import { BufferedResponse } from '../transport/buffered-response.js';
import { TooMuchOverhead } from '../transport/overhead-limit.js';
import { handshakeRejection, TransportFailure } from '../transport/transport-failure.js';
import { UpstreamTransport } from '../transport/upstream-transport.js';
import { readResponse } from './read-response.js';
import { requestTarget } from './request-target.js';
import { UpstreamResponse, UpstreamRequest } from './upstream-request.js';

interface AttemptOptions {
  /** Deadline of the call. It ends the attempt with its own reason. */
  readonly deadline: Pick<Deadline, 'isOver' | 'throwIfOver' | 'onAbort'>;
  readonly timeoutMs: number;
  /** Called when the request never left this process. The abort reason alone does not show that. */
  readonly onUnsent?: () => void;
}

/** Sends a request once and converts its result. Closes the connection as soon as no caller waits for the response. */
export class UpstreamAttempt {
  constructor(
    private readonly upstream: string,
    private readonly transport: UpstreamTransport,
  ) {}

  /**
   * @throws the deadline's reason if the call has ended, else UpstreamRejected | UpstreamThrottled | UpstreamUnavailable |
   * UpstreamUnreachable | UpstreamBadResponse | NoDescriptor
   */
  async send(request: UpstreamRequest, { deadline, timeoutMs, onUnsent }: AttemptOptions): Promise<UpstreamResponse> {
    deadline.throwIfOver();
    const attempt = new Deadline(performance.now(), timeoutMs);
    const unregister = deadline.onAbort((reason) => attempt.abort(reason));
    try {
      return readResponse(this.upstream, await this.exchange(request, deadline, attempt), request.expects);
    } catch (error) {
      if (wasUnsent(error)) onUnsent?.();
      if (deadline.isOver) deadline.throwIfOver();
      throw attempt.isOver && isWithoutResponse(error) ? this.tooLate(timeoutMs, error) : error;
    } finally {
      attempt.release();
      unregister();
    }
  }

  private async exchange(
    { method, path, query, headers, body }: UpstreamRequest,
    deadline: AttemptOptions['deadline'],
    cancellation: Cancellation,
  ): Promise<BufferedResponse> {
    try {
      return await this.transport.send(
        {
          method,
          target: requestTarget(path, query),
          ...(headers && { headers }),
          ...(body !== undefined && { headers: { 'Content-Type': typeOf(body), ...headers }, body: textOf(body) }),
          // Checks the clock when the connection is ready: a timer is late in a process that was frozen.
          beforeSending: () => deadline.throwIfOver(),
        },
        cancellation,
      );
    } catch (error) {
      throw error instanceof TransportFailure ? this.failure(error) : error;
    }
  }

  private failure({ kind, cause }: TransportFailure): Error {
    const details = { cause: cause as Error };
    switch (kind) {
      case 'invalid-request':
        return new RequestNotMade(this.upstream, details);
      case 'invalid-http':
        return new UpstreamBadResponse(this.upstream, `sent a response ${invalidityOf(cause)}`, details);
      case 'no-descriptor':
        return new NoDescriptor(this.upstream, details);
      case 'stale':
      case 'connection-lost':
        return new UpstreamUnreachable(this.upstream, 'broke the connection', {
          ...details,
          wasStale: kind === 'stale',
        });
      default:
        return new UpstreamUnreachable(this.upstream, handshakeRejection(cause) ?? 'could not be reached', {
          ...details,
          wasSent: kind === 'no-response',
        });
    }
  }

  private tooLate(timeoutMs: number, error: Error): UpstreamUnreachable {
    const reason = `did not respond within ${Math.round(timeoutMs)} ms`;
    return new UpstreamUnreachable(this.upstream, reason, { cause: error.cause, wasSent: !wasUnsent(error) });
  }
}

class RequestNotMade extends Error {
  constructor(upstream: string, options: ErrorOptions) {
    super(`The request to ${upstream} is not valid HTTP: a bug of this service`, options);
    this.name = 'RequestNotMade';
  }
}

const invalidityOf = (cause: unknown): string =>
  cause instanceof TooMuchOverhead ? cause.message : 'that is not HTTP';

const wasUnsent = (error: unknown): boolean =>
  error instanceof RequestNotMade ||
  error instanceof NoDescriptor ||
  (error instanceof UpstreamUnreachable && !error.wasSent);

/** Returns whether an attempt failed without a complete response. If it was aborted, the abort is the cause. */
const isWithoutResponse = (error: unknown): error is Error =>
  error instanceof UpstreamUnreachable || (error instanceof UpstreamBadResponse && error.defect === 'cut-short');

function textOf(body: object | string): string {
  if (typeof body === 'string') return body;
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
}

function typeOf(body: object | string): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json';
}
