import { stripDescriptions } from '../action/strip-descriptions.js';
import { CREDENTIALS, CredentialType } from './credential-type.js';
import { Definition, DefinitionSettings } from './definition.js';
import { hclJson, hclMap, hclText } from './hcl.js';

type NamedDefinition = readonly [name: string, definition: Definition];

/**
 * Generates resources for Genesys Cloud's Terraform provider (CX as Code), by path. Contracts have no descriptions here:
 * the provider recreates an action whose contract changes, so a new description would break flows.
 */
export const terraformFiles = (
  definitions: readonly NamedDefinition[],
  token: Definition | undefined,
  { timeoutSeconds, credentials = 'oauth' }: DefinitionSettings,
): [string, string][] => [
  [
    'terraform/main.tf',
    [
      head(credentials),
      ...(token ? [tokenResource(token)] : []),
      ...definitions.map((named) => resource(named, timeoutSeconds)),
    ].join('\n'),
  ],
  ['terraform/variables.tf', VARIABLES],
];

const head = (type: CredentialType): string => `terraform {
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = ">= 1.40.0"
    }
  }
}

resource "genesyscloud_integration_credential" "backend" {
  name                 = var.integration_name
  credential_type_name = ${hclText(CREDENTIALS[type].terraformType)}
  fields = {
${fieldLines(type)}
  }
}

resource "genesyscloud_integration" "backend" {
  integration_type = "custom-rest-actions"
  intended_state   = "ENABLED"
  config {
    name = var.integration_name
    credentials = {
      basicAuth = genesyscloud_integration_credential.backend.id
    }
  }
}
`;

function fieldLines(type: CredentialType): string {
  const { fields } = CREDENTIALS[type];
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields)
    .map(([name, variable]) => `    ${name.padEnd(width)} = var.${variable}`)
    .join('\n');
}

const VARIABLES = `variable "integration_name" {
  description = "Name of the integration, and category of its actions"
  type        = string
  default     = "Data Actions backend"
}

variable "client_id" {
  description = "Client id with which the platform authenticates"
  type        = string
}

variable "client_secret" {
  description = "Client secret"
  type        = string
  sensitive   = true
}
`;

const tokenResource = ({ name, config }: Definition): string =>
  `resource "genesyscloud_integration_custom_auth_action" "token" {
  integration_id = genesyscloud_integration.backend.id
  name           = ${hclText(name)}
${requestAndResponse(config)}}
`;

const resource = ([name, { contract, ...definition }]: NamedDefinition, timeoutSeconds: number): string =>
  `resource "genesyscloud_integration_action" ${hclText(name.replaceAll('-', '_'))} {
  name                   = ${hclText(definition.name)}
  category               = var.integration_name
  integration_id         = genesyscloud_integration.backend.id
  secure                 = ${String(definition.secure)}
  config_timeout_seconds = ${timeoutSeconds}
  contract_input = jsonencode(${hclJson(stripDescriptions(contract.input.inputSchema), 1)})
  contract_output = jsonencode(${hclJson(stripDescriptions(contract.output.successSchema), 1)})
${requestAndResponse(definition.config)}}
`;

const requestAndResponse = ({ request, response }: Definition['config']): string =>
  `  config_request {
    request_url_template = ${hclText(request.requestUrlTemplate)}
    request_type         = ${hclText(request.requestType)}
    request_template     = ${hclText(request.requestTemplate)}
    headers = ${hclMap(request.headers, 2)}
  }
  config_response {
${mapLine('translation_map', response.translationMap)}${mapLine('translation_map_defaults', response.translationMapDefaults)}    success_template = ${hclText(response.successTemplate)}
  }
`;

const mapLine = (attribute: string, map: Readonly<Record<string, string>>): string =>
  Object.keys(map).length === 0 ? '' : `    ${attribute} = ${hclMap(map, 2)}\n`;
