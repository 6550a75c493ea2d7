import { ActionDefinition } from '../../engine/action/action-definition.js';
import { requestContext } from '../../engine/action/action-request.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { JsonMap } from '../../engine/json/json-value.js';
import { templateUse } from '../../engine/velocity/parse/template-references.js';
import { ActionError } from '../../errors/action-error.js';
import { UrlOutput } from '../request/url-output.js';
import { Kind } from './check-url.js';
import { RequestTemplate, RequestTemplates, TemplateDefect } from './request-template.js';
import { sampleInput } from './sample-input.js';

const BASE = 'https://genesys.invalid';

const IN_VARIABLE = 'the URL is built in a variable: write its slashes and parameters directly into the template';

/**
 * Renders the URL for a sample input twice: without encoding, as Genesys Cloud does, and with encoded input values, as this
 * service does. The two URLs differ if the template puts slashes or parameters into a variable.
 */
export function sampleDefect(
  { contract }: ActionDefinition,
  { url }: RequestTemplates,
  kind: Kind,
  credentials: JsonMap,
): TemplateDefect | undefined {
  const authResponse = sampleResponse(url);
  const context = requestContext(sampleInput(contract.input.inputSchema), { credentials, authResponse });
  try {
    const platform = url.velocity.render(context).trim();
    const output = new UrlOutput(url.inputs, kind === 'genesys');
    const isSame = canonical(platform) === canonical(url.velocity.render(context, { output }));
    return isSame ? undefined : { keys: url.keys, message: IN_VARIABLE };
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof ActionError)) throw error;
    const message = `the URL cannot be rendered for a sample input: ${error.message}`;
    return { keys: url.keys, message: error instanceof EngineError ? message : IN_VARIABLE };
  }
}

/** Returns a value for each member of `authResponse` that the URL uses. */
function sampleResponse({ velocity }: RequestTemplate): JsonMap {
  const { references } = templateUse(velocity.template);
  const steps = references.flatMap(({ root, steps: [step] }) => (root === 'authResponse' && step ? [step] : []));
  return new Map(steps.flatMap((step) => (step.kind === 'property' ? [[step.name, 'x1'] as const] : [])));
}

/** Returns a canonical form of a URL, which is the same with and without encoded values. */
function canonical(text: string): string {
  if (!URL.canParse(text, BASE)) return text;
  const { origin, pathname, searchParams } = new URL(text, BASE);
  return JSON.stringify([origin, pathname.split('/').map(decoded), [...searchParams]]);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
