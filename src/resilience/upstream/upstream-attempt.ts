import { HttpService } from '@nestjs/axios';
import { UpstreamBadResponse, UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { AttemptSignal } from '../transport/attempt-signal.js';
import type { AxiosRequestConfig } from '../transport/axios.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import type { Deadline } from '../deadline/deadline.js';
import { networkFailure, systemError } from '../transport/network-failure.js';
import { BufferedResponse } from '../transport/buffered-response.js';
import { readResponse } from './read-response.js';
import { requestTarget } from './request-target.js';
import { UpstreamResponse, UpstreamRequest } from './upstream-request.js';

interface AttemptLimits {
  /** The call's: ends the attempt with the reason that the call ends with. */
  readonly deadline: Pick<Deadline, 'isOver' | 'throwIfOver' | 'onAbort'>;
  /** The attempt's. */
  readonly timeoutMs: number;
  /** Told where nothing was sent: the reason that a call ends with cannot tell. */
  readonly onUnsent?: () => void;
}

/** Sends one request once and tells, as one of our failures, what came of it; the socket closes as soon as nobody waits. */
export class UpstreamAttempt {
  constructor(
    private readonly upstream: string,
    private readonly http: HttpService,
    private readonly pool: ConnectionPool,
  ) {}

  /**
   * @throws the deadline's reason where the call ended, else UpstreamRejected | UpstreamThrottled | UpstreamUnavailable |
   * UpstreamUnreachable | UpstreamBadResponse
   */
  async send(request: UpstreamRequest, { deadline, timeoutMs, onUnsent }: AttemptLimits): Promise<UpstreamResponse> {
    deadline.throwIfOver();
    const signal = new AttemptSignal(deadline, timeoutMs);
    try {
      return readResponse(this.upstream, await this.exchange(request, signal), request.expects);
    } catch (error) {
      if (wasUnsent(error)) onUnsent?.();
      if (deadline.isOver) deadline.throwIfOver();
      throw signal.aborted && isWithoutAnswer(error) ? this.tooLate(timeoutMs, error) : error;
    } finally {
      signal.release();
    }
  }

  private async exchange(request: UpstreamRequest, signal: AttemptSignal): Promise<BufferedResponse> {
    const { method, path, query } = request;
    try {
      const { data } = await this.http.axiosRef.request<BufferedResponse>({
        method,
        url: requestTarget(path, query),
        ...headersAndBody(request),
        signal,
      });
      return data;
    } catch (error) {
      throw this.failure(error);
    }
  }

  private failure(error: unknown): Error {
    const cause = systemError(error);
    const failure = networkFailure(error);
    switch (failure) {
      case 'invalid-request':
        return new RequestNotMade(this.upstream, cause);
      case 'invalid-http':
        return new UpstreamBadResponse(this.upstream, 'sent a response that is not HTTP', { cause });
      case 'stale':
      case 'connection-lost':
        // Where one connection is gone, its neighbours may be; whoever tries again shall not meet the next of them.
        this.pool.dropIdle();
        return new UpstreamUnreachable(this.upstream, 'broke the connection', { cause, wasStale: failure === 'stale' });
      default:
        return new UpstreamUnreachable(this.upstream, 'could not be reached', {
          cause,
          wasSent: failure === 'no-response',
        });
    }
  }

  private tooLate(timeoutMs: number, error: Error): UpstreamUnreachable {
    const why = `did not respond within ${Math.round(timeoutMs)} ms`;
    return new UpstreamUnreachable(this.upstream, why, { cause: error.cause, wasSent: !wasUnsent(error) });
  }
}

/** What was to be asked cannot be said in HTTP: a bug of ours. */
class RequestNotMade extends Error {
  constructor(upstream: string, cause: Error) {
    super(`No request to ${upstream} could be made`, { cause });
    this.name = 'RequestNotMade';
  }
}

const wasUnsent = (error: unknown): boolean =>
  error instanceof RequestNotMade || (error instanceof UpstreamUnreachable && !error.wasSent);

/** Whether an attempt that was ended has heard nothing of use, not even a status. */
const isWithoutAnswer = (error: unknown): error is Error =>
  error instanceof UpstreamUnreachable || (error instanceof UpstreamBadResponse && error.defect === 'cut-short');

function textOf(body: object | string): string {
  if (typeof body === 'string') return body;
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
}

function typeOf(body: object | string): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json';
}

/** What a request says beside its address; axios copies and checks whatever it is given, if only nothing. */
function headersAndBody({ headers, body }: UpstreamRequest): Pick<AxiosRequestConfig, 'headers' | 'data'> {
  if (body !== undefined) return { headers: { 'Content-Type': typeOf(body), ...headers }, data: textOf(body) };
  return headers ? { headers } : {};
}
