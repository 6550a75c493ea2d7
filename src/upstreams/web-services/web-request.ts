import { EncodedTarget, segmentDefect } from '../../resilience/upstream/request-target.js';
import { UpstreamRequest } from '../../resilience/upstream/upstream-request.js';

export { segmentDefect };

/** A request with an encoded path and query, and the body as text. */
export interface WebRequest {
  /** Name of the circuit in metrics and in the log. */
  readonly operation: string;
  readonly method: UpstreamRequest['method'];
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Parses the text of a response. Throws if the text is not JSON. */
  readonly read: (text: string) => unknown;
  readonly isRead: boolean;
  /** Whether a second execution is harmless. */
  readonly isRepeatable: boolean;
  readonly maxAttempts?: number | undefined;
}

/** Returns a request in the form that every upstream accepts. */
export const toUpstreamRequest = ({ target, read, isRead, isRepeatable, ...request }: WebRequest): UpstreamRequest => ({
  ...request,
  path: new EncodedTarget(target),
  expects: read,
  repeatable: isRepeatable,
  readsOnly: isRead,
});
