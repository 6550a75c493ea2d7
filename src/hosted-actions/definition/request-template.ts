import { RequestConfig } from '../../engine/action/action-definition.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { TemplateSyntaxError } from '../../engine/velocity/parse/template-syntax-error.js';
import { VelocityTemplate } from '../../engine/velocity/velocity.js';
import { TemplateInputs } from '../request/template-inputs.js';

/** One parsed template of a request. */
export interface RequestTemplate {
  /** Path of the template in the definition. */
  readonly keys: readonly string[];
  readonly velocity: VelocityTemplate;
  readonly inputs: TemplateInputs;
}

/** The templates of a request. */
export interface RequestTemplates {
  readonly url: RequestTemplate;
  /** The template of each header, by the name of the header. */
  readonly headers: ReadonlyMap<string, RequestTemplate>;
  /** Unset for methods without a body. */
  readonly body?: RequestTemplate;
}

/** A problem at one place of a definition. */
export interface TemplateDefect {
  readonly keys: readonly string[];
  readonly message: string;
  /** Offset in the template. */
  readonly index?: number;
}

const REQUEST = ['config', 'request'];
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** Parses the templates of a request. Returns the defects if a template cannot be parsed. */
export function parseRequest(request: RequestConfig): RequestTemplates | TemplateDefect[] {
  const defects: TemplateDefect[] = [];
  const parsed = (keys: readonly string[], text: string): RequestTemplate => {
    try {
      const velocity = new VelocityTemplate(text);
      return { keys, velocity, inputs: new TemplateInputs(velocity.template) };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const index = error instanceof TemplateSyntaxError ? { index: error.offset } : {};
      defects.push({ keys, message: `Velocity cannot parse this template: ${error.message}`, ...index });
      return parsed(keys, '');
    }
  };
  const headers = Object.entries(request.headers).map(
    ([name, text]) => [name, parsed([...REQUEST, 'headers', name], text)] as const,
  );
  const templates: RequestTemplates = {
    url: parsed([...REQUEST, 'requestUrlTemplate'], request.requestUrlTemplate),
    headers: new Map(headers),
    ...(WITH_BODY.includes(request.requestType.toUpperCase()) && {
      body: parsed([...REQUEST, 'requestTemplate'], request.requestTemplate),
    }),
  };
  return defects.length > 0 ? defects : templates;
}

export const allTemplates = ({ url, headers, body }: RequestTemplates): RequestTemplate[] => [
  url,
  ...headers.values(),
  ...(body ? [body] : []),
];
