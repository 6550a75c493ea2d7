import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ExecutionError } from './execution-error.js';
import type { RenderedRequest } from './rendered-request.js';

/** Response of a backend; `text` is the whole body. */
export interface BackendResponse {
  readonly status: number;
  readonly text: string;
}

/** Size limits of the platform (Developer Center, Limits). */
const REQUEST_LIMIT_BYTES = 512_000;
const RESPONSE_LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * Calls a backend as the platform does: with a chunked body, or with a Content-Length if the header is
 * `Transfer-Encoding: buffered`. Follows no redirects.
 *
 * @throws ExecutionError if there is no complete response in time, or if a size limit is exceeded
 */
export async function callBackend(request: RenderedRequest, timeoutSeconds: number): Promise<BackendResponse> {
  const { url, method, body = '' } = request;
  const bytes = Buffer.byteLength(body);
  if (bytes > REQUEST_LIMIT_BYTES)
    throw new ExecutionError(`The request body has ${bytes} bytes; ${REQUEST_LIMIT_BYTES} are allowed`);
  const signal = AbortSignal.timeout(timeoutSeconds * 1_000);
  try {
    return await new Promise<BackendResponse>((resolve, reject) => {
      const send = url.startsWith('https:') ? httpsRequest : httpRequest;
      send(url, { method, headers: headersOf(request), signal, agent: false }, (response) => {
        textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
      })
        .on('error', reject)
        .end(body);
    });
  } catch (error) {
    if (error instanceof ExecutionError) throw error;
    if (signal.aborted)
      throw new ExecutionError(`The request took longer than ${timeoutSeconds} seconds`, { status: 504 });
    throw new ExecutionError(`The request failed: ${describe(error)}`);
  }
}

function headersOf({ headers, body }: RenderedRequest): OutgoingHttpHeaders {
  const own = Object.entries(headers).filter(
    ([name]) => !/^(transfer-encoding|content-length|connection)$/i.test(name),
  );
  const isBuffered = Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'transfer-encoding' && value.toLowerCase() === 'buffered',
  );
  if (body === undefined) return Object.fromEntries(own);
  return {
    ...Object.fromEntries(own),
    ...(isBuffered ? { 'content-length': Buffer.byteLength(body) } : { 'transfer-encoding': 'chunked' }),
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > RESPONSE_LIMIT_BYTES)
      throw new ExecutionError(`The response has more than the ${RESPONSE_LIMIT_BYTES} bytes that are allowed`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
