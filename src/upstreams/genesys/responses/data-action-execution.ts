import { randomUUID } from 'node:crypto';
import { UpstreamResponse } from '../../../resilience/upstream/upstream-request.js';
import { GenesysFields } from './genesys-fields.js';

/** One run of a Data Action on the platform. */
export interface DataActionExecution {
  /** Id from the platform. If the endpoint returns none, this service creates it. */
  readonly id: string;
  readonly status: string;
  readonly output: Record<string, unknown>;
  /** Id that the platform's support needs. */
  readonly requestId: string;
}

/** Reads the response of `/execute`. The body is the output, and a header has the id of the request. */
export function readExecution({ headers, body }: UpstreamResponse): DataActionExecution {
  return {
    id: `da-inv-${randomUUID()}`,
    status: 'completed',
    output: asObject(body),
    requestId: correlationOf(headers),
  };
}

/** Reads the response of `/invoke`. The body has the output and its own ids. */
export function readInvocation({ headers, body }: UpstreamResponse): DataActionExecution {
  const run = new GenesysFields(body);
  return {
    id: run.text('id') || `da-inv-${randomUUID()}`,
    status: run.text('status') || 'completed',
    output: asObject((body as { output?: unknown } | null)?.output),
    requestId: run.text('requestId') || correlationOf(headers),
  };
}

const correlationOf = (headers: UpstreamResponse['headers']): string => headers['inin-correlation-id'] ?? '';

/** Returns an output as an object. Any other value becomes `{ value }`, and no value becomes `{}`. */
function asObject(output: unknown): Record<string, unknown> {
  if (output === null || output === undefined) return {};
  return typeof output === 'object' && !Array.isArray(output) ? (output as Record<string, unknown>) : { value: output };
}
