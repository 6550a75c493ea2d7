import { ExactJson } from '../json/exact-json.js';
import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';
import type { SimulatorResponse } from './route.js';

const OVERSIZE_BYTES = 2_500_000;
const ERROR_PAGE = '<html><body><h1>Service temporarily unavailable</h1></body></html>';

/** Returns whether a fault modifies the route's own reply, so that the route must run first. */
export function needsResponse(fault: Fault): boolean {
  return fault.takesEffect === true || ['latency', 'hangBody', 'cutShort'].includes(fault.kind);
}

/** Sends the route's own reply. */
export function send(response: ServerResponse, reply: SimulatorResponse): void {
  const text = textOf(reply);
  response.writeHead(reply.status, headersOf(reply, text)).end(text);
}

/**
 * Replies with a fault.
 *
 * @param reply the route's own reply, for faults that modify it
 * @param errorReply returns the simulator's own error body for a status
 */
export function deliver(
  response: ServerResponse,
  fault: Fault,
  reply: SimulatorResponse,
  errorReply: (status: number) => SimulatorResponse,
) {
  const text = textOf(reply);
  switch (fault.kind) {
    case 'latency':
      return send(response, reply);
    case 'status': {
      const defaults = errorReply(fault.status);
      const body = fault.body === undefined ? defaults.body : fault.body;
      return send(response, { status: fault.status, body, headers: { ...defaults.headers, ...fault.headers } });
    }
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'hang':
      return undefined;
    case 'hangBody':
      return void response
        .writeHead(reply.status, headersOf(reply, text))
        .write(Buffer.from(text).subarray(0, Math.ceil(Buffer.byteLength(text) / 2)));
    case 'drip':
      return drip(response, fault.everyMs ?? 100);
    case 'cutShort':
      response.writeHead(reply.status, {
        ...headersOf(reply, text),
        'content-length': Buffer.byteLength(text) + (fault.missingBytes ?? 64),
      });
      return void response.write(text, () => response.socket?.end());
    case 'notJson':
      response.writeHead(200, { 'content-type': fault.contentType ?? 'text/html' });
      return void response.end(fault.text ?? ERROR_PAGE);
    case 'redirect':
      return send(response, { status: fault.status ?? 302, headers: { location: fault.location } });
    case 'oversize':
      return oversize(response, fault.bytes ?? OVERSIZE_BYTES, fault.chunked ?? false);
  }
}

function drip(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(' ');
  const timer = setInterval(() => response.write(' '), everyMs);
  response.on('close', () => clearInterval(timer));
}

function oversize(response: ServerResponse, bytes: number, chunked: boolean): void {
  const wrapping = '{"padding":""}'.length;
  const text = JSON.stringify({ padding: 'x'.repeat(Math.max(0, bytes - wrapping)) });
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(chunked ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  if (chunked) response.write(text.slice(0, 1_000));
  response.end(chunked ? text.slice(1_000) : text);
}

function textOf(reply: SimulatorResponse): string {
  if (reply.text !== undefined) return reply.text;
  if (reply.body instanceof ExactJson) return reply.body.text;
  return reply.body === undefined ? '' : JSON.stringify(reply.body);
}

function headersOf(reply: SimulatorResponse, text: string): Record<string, string | number> {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...reply.headers };
}
