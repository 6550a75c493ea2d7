import { actionUrl } from '../invocation/action-url.js';
import { FunctionConfig } from '../invocation/function.config.js';
import { HttpEvent } from './http-event.js';
import { InMemoryRequest } from '../../server/wire/in-memory-request.js';

/** Headers of the connection between gateway and client (RFC 9110 §7.6.1), and the length, which is set again. */
const DROPPED_HEADERS = ['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];

/**
 * Rebuilds the request that a gateway received. For the path `/`, the event names the action; if it names none, the
 * configured action is used.
 */
export function readHttpRequest(event: HttpEvent, config: FunctionConfig): InMemoryRequest {
  const { http, identity } = event.requestContext ?? {};
  const path = pathOf(event);
  return {
    method: text(event.httpMethod ?? http?.method) || 'POST',
    url: (path === '/' ? actionUrl(event, config, path) : path) + queryOf(event),
    headers: headersOf(event),
    body: Buffer.from(text(event.body), event.isBase64Encoded === true ? 'base64' : 'utf8'),
    // Load balancers send the address only in X-Forwarded-For. That header counts only if TRUST_PROXY is set.
    address: text(identity?.sourceIp ?? http?.sourceIp),
  };
}

/** Removes the stage from the path. An HTTP API adds it unless the stage is `$default`. */
function pathOf({ rawPath, path, requestContext }: HttpEvent): string {
  const whole = visible(text(rawPath ?? path));
  const stage = `/${text(requestContext?.stage)}`;
  const isBelowStage = rawPath !== undefined && (whole === stage || whole.startsWith(`${stage}/`));
  const below = isBelowStage && stage !== '/' ? whole.slice(stage.length) : whole;
  return below.startsWith('/') ? below : `/${below}`;
}

/** Encodes query parameters. API Gateway decodes them in events of version 1, load balancers do not. */
function queryOf(event: HttpEvent): string {
  const encode = event.requestContext?.elb ? visible : encodeURIComponent;
  const pairs = listsIn(event.multiValueQueryStringParameters ?? event.queryStringParameters).flatMap(
    ([name, values]) => values.map((value) => `${encode(name)}=${encode(value.toWellFormed())}`),
  );
  const query = visible(text(event.rawQueryString)) || pairs.join('&');
  return query === '' ? '' : `?${query}`;
}

function headersOf({ headers, multiValueHeaders }: HttpEvent): Record<string, string[]> {
  const all = listsIn(multiValueHeaders ?? headers).map(([name, values]) => [name.toLowerCase(), values] as const);
  return Object.fromEntries(all.filter(([name]) => !DROPPED_HEADERS.includes(name)));
}

/** Returns the string values of each field as a list. */
const listsIn = (fields: object | null | undefined): [name: string, values: string[]][] =>
  Object.entries(fields ?? {}).map(([name, value]) => [
    name,
    [value].flat().filter((item): item is string => typeof item === 'string'),
  ]);

/** Percent-encodes everything but visible ASCII. A request line allows no other characters. */
const visible = (url: string): string =>
  url.toWellFormed().replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
