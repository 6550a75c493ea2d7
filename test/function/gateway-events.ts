import { HttpEvent } from '../../src/function/http/http-event.js';

export interface GatewayRequest {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address of the peer of the gateway's connection. */
  readonly sourceIp?: string;
}

export interface GatewayResponse {
  readonly statusCode: number;
  readonly statusDescription?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

const SOURCE = '203.0.113.9';

const listed = (headers: Readonly<Record<string, string>>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

/** Returns an event of an API Gateway REST API: payload format 1.0. */
export function restApiEvent({
  path,
  method = 'POST',
  headers = {},
  body,
  sourceIp = SOURCE,
}: GatewayRequest): HttpEvent {
  return {
    resource: '/{proxy+}',
    httpMethod: method,
    path,
    headers,
    multiValueHeaders: listed(headers),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: { resourcePath: '/{proxy+}', stage: 'prod', identity: { sourceIp, userAgent: null } },
    body: body ?? null,
    isBase64Encoded: false,
  } as HttpEvent;
}

/** Returns an event of an API Gateway HTTP API with a stage and a Base64 body: payload format 2.0. */
export function httpApiEvent({
  path,
  method = 'POST',
  headers = {},
  body,
  sourceIp = SOURCE,
}: GatewayRequest): HttpEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: `/prod${path}`,
    rawQueryString: '',
    headers: lowerCase(headers),
    requestContext: { stage: 'prod', http: { method, path: `/prod${path}`, protocol: 'HTTP/1.1', sourceIp } },
    ...(body !== undefined && { body: Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== undefined,
  } as HttpEvent;
}

/** Returns an event of a function URL: payload format 2.0 without a stage. */
export function functionUrlEvent({
  path,
  method = 'POST',
  headers = {},
  body,
  sourceIp = SOURCE,
}: GatewayRequest): HttpEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { ...lowerCase(headers), 'x-forwarded-for': sourceIp },
    requestContext: { stage: '$default', http: { method, path, protocol: 'HTTP/1.1', sourceIp } },
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
  } as HttpEvent;
}

/** Returns an event of an Application Load Balancer, which appends the peer's address to X-Forwarded-For. */
export function loadBalancerEvent({
  path,
  method = 'POST',
  headers = {},
  body,
  sourceIp = SOURCE,
}: GatewayRequest): HttpEvent {
  const received = lowerCase(headers);
  const forwarded = [received['x-forwarded-for'], sourceIp].filter((address) => address !== undefined).join(', ');
  return {
    requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:::targetgroup/x' } },
    httpMethod: method,
    path,
    queryStringParameters: {},
    headers: { ...received, 'x-forwarded-for': forwarded },
    body: body ?? '',
    isBase64Encoded: false,
  };
}

/** Returns the same event for a target group with multi-value headers. */
export function multiValueLoadBalancerEvent(request: GatewayRequest): HttpEvent {
  const { headers, queryStringParameters: _, ...rest } = loadBalancerEvent(request);
  return { ...rest, multiValueHeaders: listed(headers as Record<string, string>), multiValueQueryStringParameters: {} };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
