import { isUtf8 } from 'node:buffer';
import { IncomingMessage, ServerResponse } from 'node:http';
import { isContinueExpected } from '../../limits/body/expect-continue.js';
import { readBody, UnreadableBody } from '../../limits/body/read-body.js';
import { invalidRequest } from './oauth-failure.js';

/** More than any client credentials need. */
const MAX_BYTES = 8_192;

/** Parameters by name. Empty parameters are omitted. */
export type Form = ReadonlyMap<string, string>;

/**
 * Reads and parses a form in UTF-8 (RFC 6749 §4.4.2, appendix B).
 *
 * @throws OauthFailure
 */
export async function readForm(request: IncomingMessage, response: ServerResponse): Promise<Form> {
  const { headers } = request;
  if (!/^application\/x-www-form-urlencoded *(; *charset="?utf-8"? *)?$/i.test(headers['content-type'] ?? ''))
    throw invalidRequest('The content type must be application/x-www-form-urlencoded');
  if (!/^identity$/i.test(headers['content-encoding'] ?? 'identity'))
    throw invalidRequest('The body must not be compressed');
  if (Number(headers['content-length']) > MAX_BYTES) throw tooLarge();
  if (isContinueExpected(request)) response.writeContinue();
  const bytes = await readBytes(request);
  if (!isUtf8(bytes)) throw invalidRequest('The body must be in UTF-8');
  return parseForm(bytes.toString('utf8'));
}

/** @throws OauthFailure if a parameter occurs twice (RFC 6749 §3.2) or is not form-encoded */
function parseForm(text: string): Form {
  const form = new Map<string, string>();
  const seen = new Set<string>();
  for (const pair of text.split('&').filter((part) => part !== '')) {
    const [name = '', ...rest] = pair.split('=');
    const parameter = decode(name);
    if (seen.has(parameter)) throw invalidRequest('A parameter was sent more than once');
    seen.add(parameter);
    const value = decode(rest.join('='));
    if (value !== '') form.set(parameter, value);
  }
  return form;
}

function decode(text: string): string {
  const value = formDecoded(text);
  if (value === undefined) throw invalidRequest('The body is not form-encoded');
  return value;
}

/** Decodes form encoding. Returns undefined if the text is not form-encoded. */
export function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readBody(request, { limitBytes: MAX_BYTES });
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    throw error.defect === 'cut-short' ? invalidRequest('The body was cut short') : tooLarge();
  }
}

const tooLarge = (): Error => invalidRequest(`The body is larger than ${MAX_BYTES} bytes`, 413);
