import { ActionDefinition } from '../../engine/action/action-definition.js';
import { requestContext } from '../../engine/action/action-request.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { JsonMap } from '../../engine/json/json-value.js';
import { ActionError } from '../../errors/action-error.js';
import { AddressOutput } from '../request/address-output.js';
import { Kind } from './check-address.js';
import { RequestTemplates, TemplateFlaw } from './request-template.js';
import { sampleInput } from './sample-input.js';

const BASE = 'https://genesys.invalid';

/**
 * Renders the address of a sample once as the platform does and once as the service does, which encodes the values of inputs.
 * A template that puts slashes or parameters into a variable gives two different addresses.
 */
export function sampleFlaw(
  { contract }: ActionDefinition,
  { url }: RequestTemplates,
  kind: Kind,
  credentials: JsonMap,
): TemplateFlaw | undefined {
  const context = requestContext(sampleInput(contract.input.inputSchema), { credentials, authResponse: new Map() });
  try {
    const platform = url.velocity.render(context).trim();
    const ours = url.velocity.render(context, { output: new AddressOutput(url.inputs, kind === 'genesys') });
    if (canonical(platform) === canonical(ours)) return undefined;
    return { keys: url.keys, message: 'the address is put together in a variable: write its slashes and parameters into the template itself' }; // prettier-ignore
  } catch (error) {
    if (!(error instanceof EngineError || error instanceof ActionError)) throw error;
    return { keys: url.keys, message: `the address cannot be rendered for a sample input: ${error.message}` };
  }
}

/** An address whose values compare whether or not they are encoded. */
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
