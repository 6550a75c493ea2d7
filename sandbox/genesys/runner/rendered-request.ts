import type { RequestConfig } from '../../../src/engine/action/action-definition.js';
import { ExecutionError } from './execution-error.js';

export interface RenderedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body. Absent for methods without a body. */
  readonly body?: string;
}

const SECRET = /\$!?\{?(credentials|authResponse)\b/;

/** Returns the absolute URL. A rendered URL that begins with `/` belongs to the platform's API. @throws ExecutionError */
export function absoluteUrl(rendered: string, platformUrl: string): string {
  const text = rendered.trim();
  const address = text.startsWith('/') ? platformUrl + text : text;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new ExecutionError(`The request URL is not an http or https URL: ${text}`);
}

/** Returns the headers without the values that come from credentials and tokens. */
export function redactHeaders(
  { headers }: RequestConfig,
  rendered: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rendered).map(([name, value]) => [name, SECRET.test(headers[name] ?? '') ? '********' : value]),
  );
}
