import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.js';
import type { Answer } from './route.js';

const OVERSIZE_BYTES = 2_500_000;
const ERROR_PAGE = '<html><body><h1>Service temporarily unavailable</h1></body></html>';

/** Whether a fault spoils the true answer, so that the route has to work first, rather than taking its place. */
export function spoilsAnswer(fault: Fault): boolean {
  return fault.takesEffect === true || ['latency', 'hangBody', 'cutShort'].includes(fault.kind);
}

/** Sends an answer as it is meant. */
export function send(response: ServerResponse, answer: Answer): void {
  const text = textOf(answer);
  response.writeHead(answer.status, headersOf(answer, text)).end(text);
}

/**
 * Answers, or fails to, in the way of the fault.
 * @param answer the true one, for faults that spoil it
 * @param refusal the simulator's usual answer of a status, for faults that name only that
 */
export function deliver(response: ServerResponse, fault: Fault, answer: Answer, refusal: (status: number) => Answer) {
  const text = textOf(answer);
  switch (fault.kind) {
    case 'latency':
      return send(response, answer);
    case 'status': {
      const usual = refusal(fault.status);
      const body = fault.body === undefined ? usual.body : fault.body;
      return send(response, { status: fault.status, body, headers: { ...usual.headers, ...fault.headers } });
    }
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'hang':
      return undefined;
    case 'hangBody':
      return void response
        .writeHead(answer.status, headersOf(answer, text))
        .write(Buffer.from(text).subarray(0, Math.ceil(Buffer.byteLength(text) / 2)));
    case 'drip':
      return drip(response, fault.everyMs ?? 100);
    case 'cutShort':
      response.writeHead(answer.status, {
        ...headersOf(answer, text),
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

function textOf(answer: Answer): string {
  return answer.body === undefined ? '' : JSON.stringify(answer.body);
}

function headersOf(answer: Answer, text: string): Record<string, string | number> {
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...answer.headers };
}
