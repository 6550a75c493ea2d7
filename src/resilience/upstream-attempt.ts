import { Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { timerDelay } from '../durations.js';
import { UpstreamBadResponse, UpstreamUnreachable } from '../errors/upstream-errors.js';
import { ConnectionPools } from './connection-pools.js';
import { networkFailure, systemError } from './network-failure.js';
import { AnswerHead, readAnswer } from './upstream-answer.js';
import { UpstreamAnswer, UpstreamRequest } from './upstream-request.js';

interface AttemptLimits {
  /** The call's own: aborts the attempt with the reason that the call ends with. */
  readonly signal: AbortSignal;
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
    private readonly pools: ConnectionPools,
  ) {}

  /**
   * @throws the signal's reason where the call ended, else UpstreamRejected | UpstreamThrottled | UpstreamUnavailable |
   * UpstreamUnreachable | UpstreamBadResponse
   */
  async send(request: UpstreamRequest, { signal, timeoutMs, onUnsent }: AttemptLimits): Promise<UpstreamAnswer> {
    signal.throwIfAborted();
    const attempt = new AbortController();
    const end = (): void => attempt.abort();
    const timer = setTimeout(end, timerDelay(timeoutMs));
    signal.addEventListener('abort', end, { once: true });
    try {
      return await readAnswer(this.upstream, await this.open(request, attempt.signal), attempt.signal);
    } catch (error) {
      if (wasUnsent(error)) onUnsent?.();
      signal.throwIfAborted();
      throw attempt.signal.aborted && isWithoutAnswer(error) ? this.tooLate(timeoutMs, error) : error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  /** Resolves with the head of the answer; its body is still to be read. */
  private async open(request: UpstreamRequest, signal: AbortSignal): Promise<AnswerHead> {
    const { method, path, query = {}, headers, body } = request;
    const asked = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    try {
      return await this.http.axiosRef.request<Readable>({
        method,
        url: path,
        params: new URLSearchParams(asked),
        headers: { Accept: 'application/json', ...typeOf(body), ...headers },
        data: body && bytesOf(body),
        signal,
      });
    } catch (error) {
      throw this.failure(error);
    }
  }

  private failure(error: unknown): Error {
    const cause = systemError(error);
    const failure = networkFailure(error, this.pools);
    switch (failure) {
      case 'not-made':
        return new RequestNotMade(this.upstream, cause);
      case 'unreadable':
        return new UpstreamBadResponse(this.upstream, 'gave an answer that is not HTTP', { cause });
      case 'stale':
      case 'broken':
        // Where one connection is gone, its neighbours may be; whoever tries again shall not meet the next of them.
        this.pools.dropIdle();
        return new UpstreamUnreachable(this.upstream, 'broke the connection', { cause, wasStale: failure === 'stale' });
      default:
        return new UpstreamUnreachable(this.upstream, 'could not be reached', { cause, wasSent: failure === 'lost' });
    }
  }

  private tooLate(timeoutMs: number, error: Error): UpstreamUnreachable {
    const why = `gave no answer within ${Math.round(timeoutMs)} ms`;
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
  error instanceof UpstreamUnreachable || (error instanceof UpstreamBadResponse && error.flaw === 'cut-short');

const isForm = (body: object): body is URLSearchParams => body instanceof URLSearchParams;

const bytesOf = (body: object): Buffer => Buffer.from(isForm(body) ? body.toString() : JSON.stringify(body));

const typeOf = (body: object | undefined): Record<string, string> =>
  body ? { 'Content-Type': isForm(body) ? 'application/x-www-form-urlencoded' : 'application/json' } : {};
