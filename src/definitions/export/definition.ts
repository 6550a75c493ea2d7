import { FailureStyle } from '../../envelope/envelope.js';
import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { CREDENTIALS, CredentialType } from './credential-type.js';
import { contractOf } from '../contract/contract.js';
import { DescribedAction } from '../action/described-action.js';
import { flowOutputs } from '../action/flow-outputs.js';
import { requestTemplate } from './request-template.js';
import { ResponseMapping, responseMapping } from './response-mapping.js';

export interface DefinitionSettings {
  /** Base URL of the service, without a trailing slash. */
  readonly url: string;
  /** Credential type. Default: `oauth`. */
  readonly credentials?: CredentialType;
  readonly tokenUrl: string;
  /** Time for which the platform waits for a response. */
  readonly timeoutSeconds: number;
  readonly failureStyle: FailureStyle;
  /** Actions that only secure flows may call. Default: none. */
  readonly secure?: readonly string[];
}

/** Data Action in the form that Genesys Cloud exports and imports. */
export interface Definition {
  readonly name: string;
  readonly integrationType: 'custom-rest-actions';
  readonly actionType: 'custom' | 'customAuth';
  readonly config: {
    readonly request: {
      readonly requestUrlTemplate: string;
      readonly requestType: 'POST';
      readonly headers: Readonly<Record<string, string>>;
      readonly requestTemplate: string;
    };
    readonly response: ResponseMapping;
  };
  readonly contract: {
    readonly input: { readonly inputSchema: JsonSchema };
    readonly output: { readonly successSchema: JsonSchema };
  };
  readonly secure: boolean;
}

/** Part of the platform's timeout for the network, and for a response that is sent shortly after the deadline. */
const NETWORK_MARGIN_MS = 750;

/** @throws DefinitionError */
export function definitionOf(action: DescribedAction, settings: DefinitionSettings): Definition {
  const { input, output } = contractOf(action);
  return {
    name: titleOf(action),
    integrationType: 'custom-rest-actions',
    actionType: 'custom',
    config: {
      request: {
        requestUrlTemplate: `${settings.url}${action.path}`,
        requestType: 'POST',
        headers: headersOf(settings),
        requestTemplate: requestTemplate(action),
      },
      response: responseMapping(flowOutputs(action)),
    },
    contract: {
      input: { inputSchema: { title: titleOf(action), description: action.summary, ...input } },
      output: { successSchema: output },
    },
    secure: settings.secure?.includes(action.name) ?? false,
  };
}

/**
 * Returns the display name: `customer-lookup` becomes Customer Lookup. A later version gets another name, because flows may
 * still use the first version.
 */
export function titleOf({ name, version }: DescribedAction): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [...words, ...(version > 1 ? [`v${version}`] : [])].join(' ');
}

/**
 * Returns the headers. The deadline header ends a call before the platform's timeout, regardless of the service's own
 * limit.
 */
const headersOf = ({
  credentials = 'oauth',
  timeoutSeconds,
  failureStyle,
}: DefinitionSettings): Record<string, string> => ({
  Accept: 'application/json',
  ...CREDENTIALS[credentials].headers,
  'Content-Type': 'application/json',
  'X-Action-Timeout-Ms': String(timeoutSeconds * 1_000 - NETWORK_MARGIN_MS),
  'X-Failure-Style': failureStyle,
  'X-Genesys-Flow-Id': '$!{input.flow_id}',
});
