import { randomUUID } from 'node:crypto';
import { UpstreamResponse } from '../../../resilience/upstream/upstream-request.js';
import { GenesysFields } from './genesys-fields.js';

/** One run of a Data Action on the platform. */
export interface DataActionExecution {
  /** The platform's, or ours where its endpoint gives none. */
  readonly id: string;
  readonly status: string;
  readonly output: Record<string, unknown>;
  /** What the platform's support asks for. */
  readonly requestId: string;
}

/** Reads the answer of `/execute`: the body is the output, and the id of the request a header. */
export function readExecution({ headers, body }: UpstreamResponse): DataActionExecution {
  return {
    id: `da-inv-${randomUUID()}`,
    status: 'completed',
    output: asObject(body),
    requestId: correlationOf(headers),
  };
}

/** Reads the answer of `/invoke`: the output stands in the body, beside ids of its own. */
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

/** An output that is no object still reaches the flow. */
function asObject(output: unknown): Record<string, unknown> {
  if (output === null || output === undefined) return {};
  return typeof output === 'object' && !Array.isArray(output) ? (output as Record<string, unknown>) : { value: output };
}
