import { isUtf8 } from 'node:buffer';
import { IncomingMessage, ServerResponse } from 'node:http';
import { seconds } from '../../../time/durations.js';
import { ActionError } from '../../../errors/action-error.js';
import { Overloaded } from '../../../errors/limit-errors.js';
import { InvalidInput, MalformedJson, PayloadTooLarge, UnsupportedMediaType } from '../../../errors/request-errors.js';
import { JsonAmbiguity, JsonSyntaxError, parseStrictJson } from '../../../json/strict-json.js';
import { isContinueExpected } from '../../../limits/body/expect-continue.js';
import { readBody, ReadBodyOptions, UnreadableBody } from '../../../limits/body/read-body.js';
import { turnFor } from '../../../limits/queue/turns.js';
import { hasTemplateReference } from '../../input/unrendered-template.js';
import { BODY_JSON_LIMITS } from '../../contract/json-limits.js';

export interface JsonBody {
  readonly value: unknown;
  /** False if no string contains a template reference. */
  readonly mayHaveTemplateReference: boolean;
}

/**
 * Parses the JSON body, unless a body parser of the application has done so. Call it after the guards, so that the body of an
 * unauthenticated request is never read.
 *
 * @throws UnsupportedMediaType | PayloadTooLarge | Overloaded | MalformedJson | InvalidInput
 */
export async function readJsonBody(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReadBodyOptions,
): Promise<JsonBody> {
  checkMediaType(request);
  if (Number(request.headers['content-length']) > options.limitBytes) throw tooLarge(options.limitBytes);
  const parsedBody = (request as { body?: unknown }).body;
  if (typeof parsedBody !== 'string' && !Buffer.isBuffer(parsedBody) && parsedBody !== undefined)
    return { value: parsedBody, mayHaveTemplateReference: true };
  if (isContinueExpected(request)) response.writeContinue();
  const bytes = parsedBody === undefined ? await readBytes(request, options) : Buffer.from(parsedBody);
  const turn = turnFor(bytes.length);
  if (turn) await turn;
  return parse(bytes);
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

async function readBytes(request: IncomingMessage, options: ReadBodyOptions): Promise<Buffer> {
  try {
    return await readBody(request, options);
  } catch (error) {
    throw error instanceof UnreadableBody ? failureOf(error, options.limitBytes) : error;
  }
}

function failureOf({ defect }: UnreadableBody, limitBytes: number): ActionError {
  switch (defect) {
    case 'too-large':
      return tooLarge(limitBytes);
    case 'too-many-pieces':
      return new PayloadTooLarge(
        'The body arrives in too many small pieces: more than 4096 pieces with less than 16 bytes on average',
      );
    case 'no-room':
      return new Overloaded('The bodies of all running calls take too much memory', { retryAfterMs: seconds(1) });
    default:
      return new MalformedJson('The body was cut short: it ended too early');
  }
}

function parse(bytes: Buffer): JsonBody {
  if (bytes.length === 0) throw new MalformedJson('The body is empty');
  if (!isUtf8(bytes)) throw new MalformedJson('The body is not valid UTF-8');
  const text = bytes.toString('utf8');
  try {
    return {
      value: parseStrictJson(text, BODY_JSON_LIMITS),
      mayHaveTemplateReference: text.includes('$') || text.includes('\\'),
    };
  } catch (error) {
    if (error instanceof JsonAmbiguity) {
      const { message, logMessage } = error;
      throw new InvalidInput(`The body is invalid: ${message}`, `The body is invalid: ${logMessage}`);
    }
    if (!(error instanceof JsonSyntaxError)) throw error;
    const hint = hasTemplateReference(text) ? "; the Data Action's request template did not fill a value" : '';
    throw new MalformedJson(`The body cannot be read: ${error.message}${hint}`);
  }
}

const tooLarge = (limitBytes: number): PayloadTooLarge =>
  new PayloadTooLarge(`The body is larger than ${limitBytes} bytes`);
