import { JsonMap } from '../json/json-value.js';
import { jsonText } from '../json/json-text.js';
import { VelocityTemplate, type RenderOptions } from '../velocity/velocity.js';
import { ActionDefinition, RequestConfig } from './action-definition.js';
import { inStep } from './step-error.js';

/** Rendered request. */
export interface ActionRequest {
  readonly method: string;
  /** A URL that begins with `/` belongs to the API of Genesys Cloud. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for methods without a body. */
  readonly body?: string;
}

/** Variables of templates in addition to the input. */
export interface ActionSecrets {
  readonly credentials?: JsonMap;
  readonly authResponse?: JsonMap;
}

const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** Returns the variables of request templates: `input` with `rawRequest`, `credentials` and `authResponse`. */
export function requestContext(input: JsonMap, { credentials, authResponse }: ActionSecrets = {}): JsonMap {
  const context: JsonMap = new Map([['input', new Map([...input, ['rawRequest', jsonText(input)]])]]);
  if (credentials !== undefined) context.set('credentials', credentials);
  if (authResponse !== undefined) context.set('authResponse', authResponse);
  return context;
}

/** Renders the whole request. @throws StepError */
export function renderRequest(
  { config: { request } }: ActionDefinition,
  context: JsonMap,
  options: RenderOptions = {},
): ActionRequest {
  const body = renderBody(request, context, options);
  return {
    method: request.requestType,
    url: renderUrl(request, context, options),
    headers: renderHeaders(request, context, options),
    ...(body !== undefined && { body }),
  };
}

/** @throws StepError */
export function renderUrl(request: RequestConfig, context: JsonMap, options: RenderOptions = {}): string {
  return inStep('Resolve request URL', 'request URL template', () =>
    new VelocityTemplate(request.requestUrlTemplate).render(context, options),
  );
}

/** @throws StepError */
export function renderHeaders(
  { headers }: RequestConfig,
  context: JsonMap,
  options: RenderOptions = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => [
      name,
      inStep('Resolve request headers', `template of the header ${name}`, () =>
        new VelocityTemplate(template).render(context, options),
      ),
    ]),
  );
}

/** Renders the body; undefined for methods without a body. @throws StepError */
export function renderBody(
  { requestType, requestTemplate }: RequestConfig,
  context: JsonMap,
  options: RenderOptions = {},
): string | undefined {
  if (!WITH_BODY.includes(requestType.toUpperCase())) return undefined;
  return inStep('Resolve request body', 'request template', () =>
    new VelocityTemplate(requestTemplate).render(context, options),
  );
}
