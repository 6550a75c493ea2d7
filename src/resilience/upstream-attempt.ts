import { Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { AxiosResponse } from 'axios';
import { lastValueFrom } from 'rxjs';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../errors/upstream-errors.js';
import { timerDelay } from '../durations.js';
import { readLimited } from './limited-body.js';
import { neverSent } from './network-failure.js';
import { parseRetryAfterMs } from './retry-after.js';
import { UpstreamAnswer, UpstreamRequest } from './upstream-request.js';

/** The largest answer that is read. */
const MAX_ANSWER_BYTES = 2 * 1_024 * 1_024;

interface AttemptLimits {
  /** The call's own: aborts the attempt with the reason that the call ends with. */
  readonly signal: AbortSignal;
  /** The attempt's. */
  readonly timeoutMs: number;
}

/** Sends one request once and tells, as one of our failures, what came of it; the socket closes as soon as nobody waits. */
export class UpstreamAttempt {
  constructor(
    private readonly upstream: string,
    private readonly http: HttpService,
  ) {}

  /**
   * @throws the signal's reason where the call ended, else UpstreamRejected | UpstreamThrottled | UpstreamUnavailable |
   * UpstreamUnreachable | UpstreamBadResponse
   */
  async send(request: UpstreamRequest, { signal, timeoutMs }: AttemptLimits): Promise<UpstreamAnswer> {
    signal.throwIfAborted();
    const controller = new AbortController();
    const end = (): void => controller.abort();
    const timer = setTimeout(end, timerDelay(timeoutMs));
    signal.addEventListener('abort', end, { once: true });
    try {
      return await this.exchange(request, controller.signal);
    } catch (error) {
      signal.throwIfAborted();
      if (controller.signal.aborted) {
        throw new UpstreamUnreachable(this.upstream, `gave no answer within ${Math.round(timeoutMs)} ms`, {
          cause: error,
        });
      }
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  private async exchange(request: UpstreamRequest, signal: AbortSignal): Promise<UpstreamAnswer> {
    const response = await this.open(request, signal);
    const headers = plainHeaders(response);
    const text = await this.read(response.data, signal, response.status);
    if (response.status >= 300) throw this.refusal(response.status, headers, text);
    return { status: response.status, headers, body: this.parse(text) };
  }

  /** Resolves with the head of the answer; its body is still to be read. */
  private async open(
    { method, path, query, headers, body }: UpstreamRequest,
    signal: AbortSignal,
  ): Promise<AxiosResponse<Readable>> {
    try {
      return await lastValueFrom(
        this.http.request<Readable>({
          method,
          url: path,
          params: query,
          headers: { Accept: 'application/json', ...headers },
          data: body,
          responseType: 'stream',
          signal,
        }),
      );
    } catch (error) {
      throw new UpstreamUnreachable(this.upstream, 'could not be reached', {
        cause: error,
        wasSent: !neverSent(error),
      });
    }
  }

  private async read(body: Readable, signal: AbortSignal, status: number): Promise<string> {
    try {
      return await readLimited(body, MAX_ANSWER_BYTES, signal);
    } catch (error) {
      if (status >= 400) return '';
      const why = error instanceof RangeError ? 'gave an answer over 2 MB' : 'cut its answer short';
      throw new UpstreamBadResponse(this.upstream, why, { cause: error });
    }
  }

  private parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new UpstreamBadResponse(this.upstream, 'gave an answer that is not JSON', { cause: error });
    }
  }

  private refusal(status: number, headers: Readonly<Record<string, string>>, text: string): Error {
    const retryAfterMs = parseRetryAfterMs(headers['retry-after'], Date.now());
    const asked = retryAfterMs !== undefined && { retryAfterMs };
    const circumstances = { answer: { status, headers, text, ...asked }, ...asked };
    if (status === 429) return new UpstreamThrottled(this.upstream, circumstances);
    if (status >= 500) return new UpstreamUnavailable(this.upstream, status, circumstances);
    if (status >= 400) return new UpstreamRejected(this.upstream, status, circumstances);
    return new UpstreamBadResponse(this.upstream, `answered with ${status} instead of a result`, circumstances);
  }
}

function plainHeaders({ headers }: AxiosResponse): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
