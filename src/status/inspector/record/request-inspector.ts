import { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { cutText } from '../../../limits/text/cut-text.js';
import { PieceBuffer } from '../../../limits/body/piece-buffer.js';
import { CallRecord, recordOf } from '../../../observability/call/call-record.js';
import { InspectedRequest } from './inspected-request.js';
import { RequestBuffer } from './request-buffer.js';
import { SecretFields } from './secret-fields.js';
import { redactHeaders } from './redact-headers.js';
import { StatusConfig } from '../../access/status.config.js';

const MAX_PATH_CHARACTERS = 500;
const MAX_NAME_CHARACTERS = 128;

/**
 * Stores the latest calls in memory, to show the body that a Data Action's template rendered. Redacts secrets before it
 * stores a request. Unauthenticated requests never evict authenticated ones.
 */
@Injectable()
export class RequestInspector {
  private readonly authenticated: RequestBuffer;
  private readonly unauthenticated: RequestBuffer;
  private readonly secrets: SecretFields;
  private readonly bodyLimitBytes: number;
  private count = 0;

  constructor({ inspectedRequests, inspectedTotalBytes, inspectedBodyBytes, secretNames }: StatusConfig) {
    this.authenticated = new RequestBuffer(inspectedRequests, inspectedTotalBytes / 2);
    this.unauthenticated = new RequestBuffer(inspectedRequests, inspectedTotalBytes / 2);
    this.secrets = new SecretFields(secretNames);
    this.bodyLimitBytes = inspectedBodyBytes;
  }

  /** Returns the stored requests, newest first. */
  latest(): InspectedRequest[] {
    return [...this.authenticated.items(), ...this.unauthenticated.items()].toSorted(
      (one, other) => other.atMs - one.atMs,
    );
  }

  find(id: number): InspectedRequest | undefined {
    return this.latest().find((request) => request.id === id);
  }

  /** Middleware that copies the body while the handler reads it. A body that is never read is not recorded. */
  readonly watch = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const body = new PieceBuffer(this.bodyLimitBytes);
    let sizeBytes = 0;
    const emit = request.emit.bind(request) as (event: string | symbol, ...details: unknown[]) => boolean;
    request.emit = (event: string | symbol, ...details: unknown[]): boolean => {
      const [chunk] = details;
      if (event === 'data' && Buffer.isBuffer(chunk) && !response.writableEnded) {
        if (body.sizeBytes === sizeBytes) body.add(chunk.subarray(0, this.bodyLimitBytes - sizeBytes));
        sizeBytes += chunk.length;
      }
      return emit(event, ...details);
    };
    response.once('close', () => {
      const record = recordOf(request);
      if (record.action === undefined && !isMisdirectedCall(request.method, record)) return;
      const buffer = record.client === undefined ? this.unauthenticated : this.authenticated;
      const isBodyWhole = body.sizeBytes === sizeBytes && request.complete;
      const text = body.take().toString('utf8');
      const redacted = this.secrets.redact(text);
      this.count += 1;
      buffer.add({
        ...outcomeOf(record, request, response),
        id: this.count,
        body: redacted,
        isBodyRedacted: redacted !== text,
        bodyBytes: sizeBytes,
        isBodyWhole,
      });
    });
    next();
  };
}

/** Returns whether a request was probably meant for an action, but has a wrong URL. Probes and pages do not use POST. */
const isMisdirectedCall = (method: string | undefined, { code }: CallRecord): boolean =>
  method === 'POST' && (code === 'UNKNOWN_ACTION' || code === 'METHOD_NOT_ALLOWED');

function outcomeOf(
  record: CallRecord,
  { method = '', url = '', rawHeaders, headers }: IncomingMessage,
  { statusCode, writableFinished }: ServerResponse,
): Omit<InspectedRequest, 'id' | 'body' | 'bodyBytes' | 'isBodyRedacted' | 'isBodyWhole'> {
  return {
    atMs: record.arrivedAtEpochMs,
    method,
    path: cutText(pathIn(url), MAX_PATH_CHARACTERS),
    headers: redactHeaders(rawHeaders),
    status: statusCode,
    code: writableFinished ? (record.code ?? 'OK') : 'ABANDONED',
    errors: record.failure?.messages ?? [],
    durationMs: Math.round((performance.now() - record.arrivedAtMs) * 10) / 10,
    correlationId: record.correlationId,
    action: record.action ?? '',
    client: nameOf(record.client),
    organisation: nameOf(record.organisation),
    flowId: nameOf(record.flowId ?? headers['x-genesys-flow-id']),
    interactionId: record.interactionId ?? '',
  };
}

/** Returns the path without the query and without the authority, which may contain a password. */
const pathIn = (url: string): string => url.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1)[0] ?? '';

const nameOf = (name: unknown): string => (typeof name === 'string' ? cutText(name, MAX_NAME_CHARACTERS) : '');
