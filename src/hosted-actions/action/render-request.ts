import { inStep } from '../../engine/action/step-error.js';
import { EngineError, EngineStep } from '../../engine/limits/engine-error.js';
import { WorkBudget } from '../../engine/limits/work-budget.js';
import { Output } from '../../engine/velocity/render/output.js';
import { JsonMap } from '../../engine/json/json-value.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { HostedDefinition } from '../definition/hosted-definition.js';
import { RequestTemplate } from '../definition/request-template.js';
import { UrlOutput } from '../request/url-output.js';
import { FormOutput, JsonOutput } from '../request/body-output.js';

/** A rendered and validated request. */
export interface HostedRequest {
  /** Unset for the API of Genesys Cloud. */
  readonly origin?: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Maximum number of steps of one template. A usual template needs less than 1 % of them. */
const MAX_STEPS = 300_000;
const MAX_MS = 200;

const MAX_TARGET_LENGTH = 8_192;
/** Genesys Cloud's own limit for the body of a request. */
const MAX_BODY_BYTES = 512_000;
const MAX_HEADER_LENGTH = 16_384;

/** Headers that the HTTP client sets. Templates for these headers are ignored. */
const HOP_BY_HOP = /^(?:transfer-encoding|connection|accept-encoding)$/i;

const BASE = 'http://base.invalid';

/** Renders the request of a call. @throws InvalidInput */
export function renderRequest({ templates, kind }: HostedDefinition, context: JsonMap): HostedRequest {
  const render = (step: EngineStep, template: RequestTemplate, output: Output): string =>
    rendered(step, template, context, output);
  const address = render('Resolve request URL', templates.url, new UrlOutput(templates.url.inputs, kind === 'genesys'));
  const url = urlOf(address);
  const headers: Record<string, string> = {};
  for (const [name, template] of templates.headers)
    if (!HOP_BY_HOP.test(name))
      headers[name] = headerValue(name, render('Resolve request headers', template, new Output()));
  const { body } = templates;
  const text = body && bodyText(render('Resolve request body', body, bodyOutput(body, headers)));
  if (text !== undefined && contentType(headers) === undefined) headers['Content-Type'] = 'application/json';
  return {
    ...(url.origin !== BASE && { origin: url.origin }),
    target: url.pathname + url.search,
    headers,
    ...(text !== undefined && { body: text }),
  };
}

function rendered(step: EngineStep, { velocity }: RequestTemplate, context: JsonMap, output: Output): string {
  const budget = new WorkBudget('template', MAX_STEPS, MAX_MS);
  try {
    return inStep(step, 'template', () => velocity.render(context, { budget, output }));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new InvalidInput(`${step}: ${error.message}`);
  }
}

function urlOf(address: string): URL {
  if (address.length > MAX_TARGET_LENGTH)
    throw new InvalidInput(`The upstream URL exceeds ${MAX_TARGET_LENGTH} characters`);
  try {
    return new URL(address, BASE);
  } catch {
    throw new InvalidInput('The input results in an invalid upstream URL');
  }
}

/** @throws InvalidInput for characters that a header cannot contain (RFC 9110 §5.5) */
function headerValue(name: string, text: string): string {
  const value = text.trim();
  if (value.length > MAX_HEADER_LENGTH) throw new InvalidInput(`The input makes the header ${name} too long`);
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
    throw new InvalidInput(
      `The input cannot be sent in the header ${name}: it contains line breaks or characters outside Latin-1`,
    );
  return value;
}

function bodyText(text: string): string {
  if (text.length * 3 > MAX_BODY_BYTES && Buffer.byteLength(text) > MAX_BODY_BYTES)
    throw new InvalidInput(`The request body for the upstream exceeds ${MAX_BODY_BYTES} bytes`);
  return text;
}

function bodyOutput({ inputs }: RequestTemplate, headers: Readonly<Record<string, string>>): Output {
  const type = contentType(headers) ?? 'application/json';
  if (/json/i.test(type)) return new JsonOutput(inputs);
  return /x-www-form-urlencoded/i.test(type) ? new FormOutput(inputs) : new Output();
}

const contentType = (headers: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
