import { actionUrl } from './action-url.js';
import { FunctionConfig } from './function.config.js';
import { HttpEvent } from './http-event.js';
import { InMemoryRequest } from './in-memory-request.js';

/** What belongs to the connection between the gateway and its client (RFC 9110 §7.6.1), or follows from the body itself. */
const NOT_PASSED_ON = ['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'];

/** The request that a gateway got. At the root it is for the action that the event names, or the configuration. */
export function readHttpRequest(event: HttpEvent, config: FunctionConfig): InMemoryRequest {
  const { http, identity } = event.requestContext ?? {};
  const path = pathOf(event);
  return {
    method: text(event.httpMethod ?? http?.method) || 'POST',
    url: (path === '/' ? actionUrl(event, config) : path) + queryOf(event),
    headers: headersOf(event),
    body: Buffer.from(text(event.body), event.isBase64Encoded === true ? 'base64' : 'utf8'),
    // Load balancers tell it in X-Forwarded-For alone, which counts as far as TRUST_PROXY says.
    address: text(identity?.sourceIp ?? http?.sourceIp),
  };
}

/** The path below the stage, which an HTTP API puts in front unless the stage is the default one. */
function pathOf({ rawPath, path, requestContext }: HttpEvent): string {
  const whole = visible(text(rawPath ?? path));
  const stage = `/${text(requestContext?.stage)}`;
  const isBelowStage = rawPath !== undefined && (whole === stage || whole.startsWith(`${stage}/`));
  const below = isBelowStage && stage !== '/' ? whole.slice(stage.length) : whole;
  return below.startsWith('/') ? below : `/${below}`;
}

/** API Gateways have decoded the parameters of their older event, load balancers have not. */
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
  return Object.fromEntries(all.filter(([name]) => !NOT_PASSED_ON.includes(name)));
}

/** Single and multiple values alike, as lists of texts. */
const listsIn = (fields: object | null | undefined): [name: string, values: string[]][] =>
  Object.entries(fields ?? {}).map(([name, value]) => [
    name,
    [value].flat().filter((item): item is string => typeof item === 'string'),
  ]);

/** What may stand in the first line of a request as it is; the rest is percent-encoded. */
const visible = (address: string): string =>
  address.toWellFormed().replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
