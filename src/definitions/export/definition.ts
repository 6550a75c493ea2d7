import { FailureStyle } from '../../errors/error-envelope.js';
import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { CREDENTIALS, CredentialType } from './credential-type.js';
import { contractOf } from '../contract/contract.js';
import { DescribedAction } from '../action/described-action.js';
import { flowOutputs } from '../action/flow-outputs.js';
import { requestTemplate } from './request-template.js';
import { ResponseMapping, responseMapping } from './response-mapping.js';

/** What the files say of the world outside. */
export interface DefinitionSettings {
  /** The service's address, without a slash at its end. */
  readonly url: string;
  /** What the platform signs in with; `oauth` unless told. */
  readonly credentials?: CredentialType;
  /** Where the platform gets its tokens. */
  readonly tokenUrl: string;
  /** How long the platform waits for an answer. */
  readonly timeoutSeconds: number;
  readonly failureStyle: FailureStyle;
  /** The actions that only secure flows may call; none unless told. */
  readonly secure?: readonly string[];
}

/** A Data Action in the form that Genesys Cloud exports and imports. */
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

/** What is left of the platform's patience for the way to the service and back, and for the service's own margin. */
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

/** `customer-lookup` is shown as Customer Lookup; a later version stands beside the first, which flows may still use. */
export function titleOf({ name, version }: DescribedAction): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return [...words, ...(version > 1 ? [`v${version}`] : [])].join(' ');
}

/** The service ends a call before the platform gives it up, whatever the two are configured to. */
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
