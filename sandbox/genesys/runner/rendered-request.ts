import type { JsonObject } from '../../json-object.js';
import type { RequestConfig } from './action-definition.js';
import { ExecutionError } from './execution-error.js';
import { render } from './velocity.js';

/** A request as it goes to the backend. */
export interface RenderedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the method has none. */
  readonly body?: string;
}

const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const SECRET = /\$!?\{?(credentials|authResponse)\b/;

/**
 * The address that the template gives; one that begins with `/` is of the platform's own API.
 *
 * @throws ExecutionError where it is no http or https URL
 */
export function renderUrl(template: string, context: JsonObject, platformUrl: string): string {
  const text = render('request URL template', template, context).trim();
  const address = text.startsWith('/') ? platformUrl + text : text;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new ExecutionError(`The request URL is no http or https URL: ${text}`);
}

export function renderHeaders({ headers }: RequestConfig, context: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => [
      name,
      render(`template of the header ${name}`, template, context),
    ]),
  );
}

/** The body, or undefined for the methods that send none. */
export function renderBody({ requestType, requestTemplate }: RequestConfig, context: JsonObject): string | undefined {
  return WITH_BODY.includes(requestType) ? render('request template', requestTemplate, context) : undefined;
}

/** The headers as a test may show them: without what was made of credentials and tokens. */
export function shownHeaders(
  { headers }: RequestConfig,
  rendered: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rendered).map(([name, value]) => [name, SECRET.test(headers[name] ?? '') ? '********' : value]),
  );
}
