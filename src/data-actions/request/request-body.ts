import { isUtf8 } from 'node:buffer';
import { IncomingMessage, ServerResponse } from 'node:http';
import { InvalidInput, MalformedJson, PayloadTooLarge, UnsupportedMediaType } from '../../errors/request-errors.js';
import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from '../../json/strict-json.js';
import { hasTemplateReference } from '../input/unrendered-template.js';
import { MAX_JSON_DEPTH } from '../contract/json-limits.js';

/** A body that has been read. */
export interface JsonBody {
  readonly value: unknown;
  /** False where no string in it can name a template. */
  readonly mayHaveTemplateReference: boolean;
}

/**
 * Reads a request's body as JSON. Called after the guards: who is not authenticated never makes us read a body.
 *
 * @throws UnsupportedMediaType | PayloadTooLarge | MalformedJson | InvalidInput
 */
export async function readJsonBody(
  request: IncomingMessage,
  response: ServerResponse,
  limitBytes: number,
): Promise<JsonBody> {
  checkMediaType(request);
  if (Number(request.headers['content-length']) > limitBytes) throw tooLarge(limitBytes);
  if (/^100-continue$/i.test(request.headers.expect ?? '')) response.writeContinue();
  return parse(await readBytes(request, limitBytes));
}

function checkMediaType({ headers }: IncomingMessage): void {
  if (headers['content-type'] === 'application/json' && headers['content-encoding'] === undefined) return;
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (mediaType.trim() !== 'application/json') throw new UnsupportedMediaType('The body must be application/json');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    throw new UnsupportedMediaType('The body must be in UTF-8');
  if (!/^identity$/i.test(headers['content-encoding'] ?? 'identity'))
    throw new UnsupportedMediaType('The body must not be compressed');
}

function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const settle = (finish: () => void): void => {
      request.off('data', take).off('end', finishWhole).off('aborted', cutShort).off('close', cutShort);
      finish();
    };
    const take = (chunk: Buffer): void => {
      sizeBytes += chunk.length;
      chunks.push(chunk);
      if (sizeBytes > limitBytes) settle(() => reject(tooLarge(limitBytes)));
    };
    const finishWhole = (): void => settle(() => resolve(Buffer.concat(chunks, sizeBytes)));
    const cutShort = (): void =>
      settle(() => reject(new MalformedJson('The body was cut short: it broke off before its end')));
    request.on('data', take).on('end', finishWhole).on('aborted', cutShort).on('close', cutShort);
    if (request.destroyed || request.aborted) cutShort();
  });
}

function parse(bytes: Buffer): JsonBody {
  if (bytes.length === 0) throw new MalformedJson('The body is empty');
  if (!isUtf8(bytes)) throw new MalformedJson('The body is not valid UTF-8');
  const text = bytes.toString('utf8');
  try {
    return {
      value: parseStrictJson(text, MAX_JSON_DEPTH),
      mayHaveTemplateReference: text.includes('$') || text.includes('\\'),
    };
  } catch (error) {
    if (error instanceof JsonAmbiguity) throw new InvalidInput(`The body cannot be taken: ${error.message}`);
    if (!(error instanceof JsonSyntaxError)) throw error;
    const hint = hasTemplateReference(text) ? "; the Data Action's request template left a value unfilled" : '';
    throw new MalformedJson(`The body cannot be read: ${error.message}${hint}`);
  }
}

const tooLarge = (limitBytes: number): PayloadTooLarge =>
  new PayloadTooLarge(`The body is larger than ${limitBytes} bytes`);
