import type { Cancellation } from '../deadline/deadline.js';
import { BufferedResponse } from './buffered-response.js';

/** An HTTP request as it is sent. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the base URL, encoded. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Largest response, before and after decompression. Default: 2 MB */
  readonly maxResponseBytes?: number;
  /** Called when the connection is ready, right before bytes leave. An error keeps the request from being sent. */
  readonly beforeSending?: () => void;
}

/** Sends requests to one base URL. The only part of the service that depends on an HTTP client. */
export interface UpstreamTransport {
  /**
   * Sends a request once. Resolves with any status, and with an incomplete response if its head was complete.
   *
   * @param cancellation closes the connection, in any phase
   * @throws TransportFailure
   */
  send(request: WireRequest, cancellation: Cancellation): Promise<BufferedResponse>;
}
