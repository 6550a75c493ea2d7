import { Injectable } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import { Deadline } from '../deadline/deadline.js';
import { Dialer } from '../egress/dialer.js';
import { ProxyConfig } from '../egress/proxy.config.js';
import { AxiosTransport } from './axios-transport.js';
import { BufferedResponse } from './buffered-response.js';
import { ConnectionPool } from './connection-pool.js';

const TIMEOUT_MS = seconds(5);

/** A document could not be fetched. The message names its URL without credentials and query. */
class DocumentUnavailable extends Error {
  constructor(url: URL, reason: string, options?: ErrorOptions) {
    super(`GET ${url.origin}${url.pathname}: ${reason}`, options);
    this.name = 'DocumentUnavailable';
  }
}

/**
 * Fetches JSON documents that the service itself needs: signing keys, discovery, address ranges. One request and one
 * connection per document, through a proxy if configured, in 5 seconds at most. Does not follow redirects and does not
 * retry: the caller fetches regularly.
 */
@Injectable()
export class DocumentFetcher {
  constructor(private readonly proxies: ProxyConfig) {}

  /** @throws DocumentUnavailable */
  async getJson(address: string, maxBytes: number): Promise<unknown> {
    const url = new URL(address);
    const text = readText(url, await this.get(url, maxBytes));
    try {
      // RFC 8259 §8.1 forbids sending a byte order mark and allows ignoring it.
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      // The parser's message quotes the text.
      throw new DocumentUnavailable(url, 'the response is not JSON');
    }
  }

  private async get(url: URL, maxResponseBytes: number): Promise<BufferedResponse> {
    const dialer = new Dialer({ proxies: this.proxies });
    const pool = new ConnectionPool({ connectTimeoutMs: TIMEOUT_MS, maxIdle: 0, dialer });
    const deadline = new Deadline(performance.now(), TIMEOUT_MS);
    const base = new URL(url);
    [base.pathname, base.search, base.hash] = ['', '', ''];
    try {
      const target = url.pathname + url.search;
      return await new AxiosTransport(base.href, pool).send({ method: 'GET', target, maxResponseBytes }, deadline);
    } catch (error) {
      const { cause = error } = error as { cause?: unknown };
      const reason = deadline.isOver ? `no response within ${TIMEOUT_MS} ms` : (cause as Error).message;
      throw new DocumentUnavailable(url, reason, { cause });
    } finally {
      deadline.release();
    }
  }
}

function readText(url: URL, { status, body, defect }: BufferedResponse): string {
  if (status < 200 || status >= 300) throw new DocumentUnavailable(url, `status ${status}`);
  if (defect) throw new DocumentUnavailable(url, `the response is unusable: ${defect.message}`, { cause: defect });
  return body.toString('utf8');
}
