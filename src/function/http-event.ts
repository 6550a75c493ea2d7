type Fields<T> = Readonly<Record<string, T | undefined>> | null;

/** The event of an API Gateway (REST or HTTP), a function URL or an Application Load Balancer, as far as it is read here. */
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

/** What only gateways write into an event. */
const MARKS = [
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

/** Whether an event came, or may have come, from a gateway and so over a network; whatever else it holds, its sender has to show a token. */
export const isHttpEvent = (event: unknown): event is HttpEvent =>
  typeof event === 'object' && event !== null && MARKS.some((mark) => mark in event);
