import { STATUS_CODES } from 'node:http';
import { DataActionMetadata } from '../data-actions/contract/data-action.metadata.js';
import { seconds } from '../time/durations.js';
import { FailureStyle } from '../envelope/envelope.js';
import { errorResponse } from '../envelope/error-response.js';
import { Overloaded } from '../errors/limit-errors.js';
import { API_SECURITY_HEADERS } from '../server/gates/security-headers.js';

/** Shared instance: creating an Error captures a stack trace, which is too slow for calls that must cost little. */
export const OVERLOADED = new Overloaded('The service has more calls than it can handle', { retryAfterMs: seconds(1) });

/** Placeholder for the correlation id in a prepared body. No JSON contains it unescaped. */
const ID = '\u0000';

/** The response to rejected calls of one action, prepared except for the correlation id. */
export class ShedResponse {
  readonly httpStatus: number;
  private readonly headers: readonly string[];
  private readonly beforeId: string;
  private readonly afterId: string;
  private readonly fixedBytes: number;
  /** Status line and fixed headers in Latin-1. */
  private readonly head: string;

  constructor(action: DataActionMetadata, style: FailureStyle) {
    const { httpStatus, headers, body } = errorResponse(OVERLOADED, style, ID);
    const all = { ...headers, 'Content-Type': 'application/json; charset=utf-8', ...API_SECURITY_HEADERS };
    this.httpStatus = httpStatus;
    this.headers = Object.entries(all).flat();
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    this.head = `HTTP/1.1 ${httpStatus} ${STATUS_CODES[httpStatus]}\r\n${lines.join('')}Connection: keep-alive\r\n`;
    const text = asciiOnly(JSON.stringify({ ...body, ...action.extras?.ofFailure(OVERLOADED) }));
    [this.beforeId = '', this.afterId = ''] = text.split(JSON.stringify(ID));
    this.fixedBytes = Buffer.byteLength(this.beforeId) + Buffer.byteLength(this.afterId);
  }

  /** Returns the headers as alternating names and values, and the body. */
  render(correlationId: string): { readonly headers: string[]; readonly body: string } {
    const id = JSON.stringify(correlationId);
    return {
      headers: [
        ...this.headers,
        'X-Correlation-Id',
        correlationId,
        'Content-Length',
        String(this.fixedBytes + Buffer.byteLength(id)),
      ],
      body: this.beforeId + id + this.afterId,
    };
  }

  /** Returns the whole message in ASCII, for a connection that stays open. */
  message(correlationId: string): string {
    const id = JSON.stringify(correlationId);
    const length = this.fixedBytes + id.length;
    return `${this.head}Date: ${httpDate()}\r\nX-Correlation-Id: ${correlationId}\r\nContent-Length: ${length}\r\n\r\n${this.beforeId}${id}${this.afterId}`;
  }
}

/** Escapes all characters of a JSON text that are not ASCII. */
const asciiOnly = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

let dateOfSecond = '';
let second = 0;

/** Returns the current time for the header `Date`. The text is created once a second. */
function httpDate(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    dateOfSecond = new Date().toUTCString();
  }
  return dateOfSecond;
}
