type Fields<T> = Readonly<Record<string, T | undefined>> | null;

/** Event of an API Gateway (REST or HTTP), a function URL or an Application Load Balancer: the fields in use. */
export interface HttpEvent {
  readonly httpMethod?: string;
  readonly path?: string;
  readonly rawPath?: string;
  readonly rawQueryString?: string;
  readonly headers?: Fields<string>;
  readonly multiValueHeaders?: Fields<readonly string[]>;
  readonly queryStringParameters?: Fields<string>;
  readonly multiValueQueryStringParameters?: Fields<readonly string[]>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly stage?: string;
    /** The target group of a load balancer. */
    readonly elb?: object;
    readonly identity?: { readonly sourceIp?: string };
    readonly http?: { readonly method?: string; readonly sourceIp?: string };
  } | null;
}

/** Fields that only gateways write into an event. */
const GATEWAY_FIELDS = [
  'requestContext',
  'httpMethod',
  'routeKey',
  'rawPath',
  'raw_path',
  'rawQueryString',
  'headers',
  'multiValueHeaders',
  'isBase64Encoded',
  'is_base64_encoded',
];

/** Returns whether an event may have come from a gateway. If so, its sender always needs a token. */
export const isHttpEvent = (event: unknown): event is HttpEvent =>
  typeof event === 'object' && event !== null && GATEWAY_FIELDS.some((field) => field in event);
