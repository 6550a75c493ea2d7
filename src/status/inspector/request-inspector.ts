import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { CallRecord, recordOf } from '../../observability/call-record.js';
import { InspectedRequest } from './inspected-request.js';
import { RingBuffer } from '../metrics/ring-buffer.js';
import { SecretFields } from './secret-fields.js';
import { redactHeaders } from './redact-headers.js';
import { StatusConfig } from '../access/status.config.js';

/**
 * Keeps the latest calls as they arrived, to see what a Data Action's template really sent: in memory, a few, and with
 * their secrets hidden before they are kept. Whoever has no token cannot push out the calls of those who have.
 */
@Injectable()
export class RequestInspector {
  private readonly authenticated: RingBuffer<InspectedRequest>;
  private readonly unauthenticated: RingBuffer<InspectedRequest>;
  private readonly secrets: SecretFields;
  private readonly bodyLimitBytes: number;

  constructor({ inspectedRequests, inspectedBodyBytes, secretNames }: StatusConfig) {
    this.authenticated = new RingBuffer(inspectedRequests);
    this.unauthenticated = new RingBuffer(inspectedRequests);
    this.secrets = new SecretFields(secretNames);
    this.bodyLimitBytes = inspectedBodyBytes;
  }

  /** Newest first. */
  latest(): InspectedRequest[] {
    return [...this.authenticated.items(), ...this.unauthenticated.items()].toSorted(
      (one, other) => other.atMs - one.atMs,
    );
  }

  /** Looks on while others serve the request. A body is copied as they read it; whose nobody reads, nobody sees. */
  readonly watch = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const read = { chunks: [] as Buffer[], keptBytes: 0, sizeBytes: 0 };
    const emit = request.emit.bind(request) as (event: string | symbol, ...details: unknown[]) => boolean;
    request.emit = (event: string | symbol, ...details: unknown[]): boolean => {
      const [chunk] = details;
      if (event === 'data' && Buffer.isBuffer(chunk) && !response.writableEnded) {
        const kept = chunk.subarray(0, this.bodyLimitBytes - read.keptBytes);
        read.chunks.push(kept);
        read.keptBytes += kept.length;
        read.sizeBytes += chunk.length;
      }
      return emit(event, ...details);
    };
    response.once('close', () => {
      const record = recordOf(request);
      // Other routes are probes and pages; but a wrong address in a definition is a thing to be seen.
      if (record.action === undefined && !(request.method === 'POST' && record.code === 'UNKNOWN_ACTION')) return;
      const ring = record.client === undefined ? this.unauthenticated : this.authenticated;
      const body = this.secrets.redact(Buffer.concat(read.chunks).toString('utf8'));
      const isBodyWhole = read.keptBytes === read.sizeBytes && request.complete;
      ring.add({ ...outcomeOf(record, request, response), body, bodyBytes: read.sizeBytes, isBodyWhole });
    });
    next();
  };
}

function outcomeOf(
  record: CallRecord,
  { method = '', url = '', rawHeaders, headers }: IncomingMessage,
  { statusCode, writableFinished }: ServerResponse,
): Omit<InspectedRequest, 'body' | 'bodyBytes' | 'isBodyWhole'> {
  return {
    atMs: record.arrivedAtEpochMs,
    method,
    path: url.split('?', 1)[0] ?? '',
    headers: redactHeaders(rawHeaders),
    status: statusCode,
    code: writableFinished ? (record.code ?? 'OK') : 'ABANDONED',
    errors: record.failure?.messages ?? [],
    durationMs: Math.round((performance.now() - record.arrivedAtMs) * 10) / 10,
    correlationId: record.correlationId,
    action: record.action ?? '',
    client: record.client ?? '',
    organisation: record.organisation ?? '',
    flowId: record.flowId ?? String(headers['x-genesys-flow-id'] ?? ''),
    interactionId: record.interactionId ?? '',
  };
}
