import { createHash, createPublicKey, KeyObject, randomUUID, verify } from 'node:crypto';
import { Agent, createServer, IncomingMessage, request as call, ServerResponse } from 'node:http';
import { pino } from 'pino';
import { Counter, Histogram } from 'prom-client';
import { createClient } from 'redis';

/** A plain Node server with the measured paths of the service. Its cost is the lower bound for the service. */
const env = process.env as Readonly<Record<string, string>>;
const log = pino({ base: null });
const calls = new Counter({ name: 'calls', help: 'calls', labelNames: ['action', 'code', 'source'] });
const duration = new Histogram({ name: 'duration', help: 'duration', labelNames: ['action'] });
const keys = new Map<string, KeyObject>();
const callers = new Map<string, Claims>();
const cache = new Map<string, unknown>();
const agent = new Agent({ keepAlive: true, maxSockets: 100 });
const redis = env['REDIS_URL'] ? createClient({ url: env['REDIS_URL'] }) : undefined;

/** The security headers of every response of the service. */
const SECURITY = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

interface Claims {
  readonly aud: string;
  readonly exp: number;
  readonly client_id: string;
  readonly organization_id: string;
  readonly scope: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const json = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

function callerOf({ headers: { authorization = '' } }: IncomingMessage): Claims | undefined {
  const token = authorization.slice('Bearer '.length);
  const digest = sha256(token);
  const cached = callers.get(digest);
  if (cached) return cached.exp > Date.now() / 1_000 ? cached : undefined;
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = json(payload) as Claims;
  if (claims.aud !== env['AUTH_AUDIENCE'] || claims.exp <= Date.now() / 1_000) return undefined;
  const key = keys.get((json(header) as { kid: string }).kid);
  const signed = Buffer.from(`${header}.${payload}`);
  if (!key || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return undefined;
  callers.set(digest, claims);
  return claims;
}

function textOf(stream: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString()));
    stream.on('error', reject);
  });
}

function send(method: string, url: string, headers: Record<string, string>, body?: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = call(url, { method, agent, headers }, (response) => {
      textOf(response).then((text) => resolve(JSON.parse(text)), reject);
    });
    request.on('error', reject).end(body);
  });
}

async function lookUp(organisation: string, input: { customer_id: string }): Promise<[unknown, string]> {
  const key = `${organisation}:customer-lookup:${sha256(JSON.stringify(input))}`;
  const cached = cache.get(key);
  if (cached) return [cached, 'cache'];
  const url = `${env['CRM_BASE_URL']}/api/v1/customers?id=${encodeURIComponent(input.customer_id)}`;
  const profile = await send('GET', url, { 'x-api-key': env['CRM_API_KEY'] ?? '' });
  const data = { found: true, profile, timestamp: new Date().toISOString() };
  cache.set(key, data);
  return [data, 'api'];
}

let accessToken: Promise<unknown> | undefined;

function logIn(): Promise<unknown> {
  const basic = Buffer.from(`${env['GENESYS_CLIENT_ID']}:${env['GENESYS_CLIENT_SECRET']}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  return send('POST', `${env['GENESYS_LOGIN_URL']}/oauth/token`, headers, 'grant_type=client_credentials');
}

async function write(organisation: string, input: Record<string, unknown>): Promise<[unknown, string]> {
  const key = `plain:${organisation}:${String(input['idempotency_key'])}`;
  const text = JSON.stringify(input['input_payload']);
  const claimed = await redis?.set(key, `claimed ${sha256(text)}`, { NX: true, GET: true, PX: 12_000 });
  if (claimed?.startsWith('{')) return [JSON.parse(claimed), 'replay'];
  const { access_token } = (await (accessToken ??= logIn())) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const url = `${env['GENESYS_API_URL']}/api/v2/integrations/actions/${env['GENESYS_DATA_ACTION_ID']}/execute`;
  const output = await send('POST', url, { ...headers, 'idempotency-key': String(input['idempotency_key']) }, text);
  const data = { id: randomUUID(), status: 'completed', output, requestId: '' };
  await redis?.set(key, JSON.stringify(data), { PX: 86_400_000 });
  return [data, 'api'];
}

interface CallRecord {
  readonly action: string;
  readonly code: string;
  readonly source: string;
  readonly caller: Claims | undefined;
  readonly context: Record<string, { id: string } | undefined>;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAtMs = performance.now();
  const correlation_id = randomUUID();
  if (request.url === '/health/live')
    return respond(response, 200, { status: 'ok' }, { 'x-correlation-id': correlation_id });
  const { action, code, source, caller, context } = await handle(request, response, correlation_id);
  const durationMs = performance.now() - startedAtMs;
  calls.inc({ action, code, source });
  duration.observe({ action }, durationMs / 1_000);
  log.info(
    {
      correlation_id,
      method: request.method,
      path: request.url,
      status: response.statusCode,
      code,
      source,
      duration_ms: Math.round(durationMs * 100) / 100,
      action,
      organisation: caller?.organization_id,
      client: caller?.client_id,
      flow_id: context['flow']?.id,
      interaction_id: context['interaction']?.id,
    },
    'call',
  );
}

async function handle(request: IncomingMessage, response: ServerResponse, correlation_id: string): Promise<CallRecord> {
  const action = request.url?.slice('/api/v1/dataactions/'.length) ?? '';
  const caller = callerOf(request);
  const success = { status: 'success', success: true, status_code: 200, code: 'OK', fallback_type: 'none' };
  const envelope = { errors: [], ...success, action: 'process_data', retry_after: 0, correlation_id };
  const headers = { ...SECURITY, 'x-correlation-id': correlation_id };
  if (!caller) {
    request.resume();
    const rejection = { code: 'UNAUTHENTICATED', source: 'none' };
    respond(response, 401, { ...envelope, data: {}, ...rejection }, { ...headers, 'www-authenticate': 'Bearer' });
    return { action, ...rejection, caller, context: {} };
  }
  const { data: input, ...context } = JSON.parse(await textOf(request)) as { data: { customer_id: string } };
  const work = action === 'customer-lookup' ? lookUp : (write as unknown as typeof lookUp);
  const [data, source] = await work(caller.organization_id, input);
  const cacheHeaders = source === 'cache' ? { 'x-cache': 'HIT', age: '0' } : { 'x-cache': 'MISS' };
  respond(response, 200, { ...envelope, data, source }, { ...headers, ...cacheHeaders });
  return { action, code: 'OK', source, caller, context };
}

function respond(response: ServerResponse, status: number, body: object, more: Record<string, string>): void {
  const text = JSON.stringify(body);
  const headers = { ...more, 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

async function main(): Promise<void> {
  await redis?.connect();
  const set = (await send('GET', env['AUTH_JWKS_URL'] ?? '', {})) as { keys: { kid: string }[] };
  for (const jwk of set.keys) keys.set(jwk.kid, createPublicKey({ key: jwk as never, format: 'jwk' }));
  createServer((request, response) => void serve(request, response)).listen(Number(env['PORT']), env['HOST']);
}

void main();
