import { getNodeValue, Node } from 'jsonc-parser';
import { DefinitionSource, SourcedDefinition } from './definition-source.js';
import { HclBlock, parseHcl } from './hcl-parser.js';
import { HclSyntaxError } from './hcl-syntax-error.js';
import { remainderAt, withRemainder } from './terraform-remainder.js';
import { objectNode, propertyNode, stringNode } from './node-factory.js';

/** Terraform resources of Data Actions, with their `actionType` in an export. */
const RESOURCES: Readonly<Record<string, string>> = {
  genesyscloud_integration_action: 'custom',
  genesyscloud_integration_custom_auth_action: 'customAuth',
};

const REQUEST = {
  requestUrlTemplate: 'request_url_template',
  requestType: 'request_type',
  requestTemplate: 'request_template',
  headers: 'headers',
};
const RESPONSE = {
  translationMap: 'translation_map',
  translationMapDefaults: 'translation_map_defaults',
  successTemplate: 'success_template',
};

/** Parses the Data Actions of a Terraform file into the form of exports, with source positions. */
export function readTerraformSource(path: string, text: string): DefinitionSource {
  const empty = { path, text, format: 'terraform', definitions: [] } as const;
  try {
    const blocks = parseHcl(text).filter(
      ({ type, labels }) => type === 'resource' && RESOURCES[labels[0] ?? ''] !== undefined,
    );
    if (blocks.length > 0) return { ...empty, definitions: blocks.map((block) => sourced(block, text)) };
    return { ...empty, problem: { offset: 0, message: 'the file contains no resource of a Data Action' } };
  } catch (error) {
    if (!(error instanceof HclSyntaxError)) throw error;
    return { ...empty, problem: { offset: error.offset, message: `the text is not Terraform: ${error.message}` } };
  }
}

function sourced(block: HclBlock, text: string): SourcedDefinition {
  const [resource = '', label = ''] = block.labels;
  const actionType = RESOURCES[resource] ?? 'custom';
  const timeout = block.attributes.get('config_timeout_seconds')?.value;
  const config = objectNode(block, [
    ...(timeout === undefined ? [] : [propertyNode('timeoutSeconds', timeout)]),
    propertyNode('request', nestedNode(block, 'config_request', REQUEST)),
    propertyNode('response', nestedNode(block, 'config_response', RESPONSE)),
  ]);
  const { integrationType } = remainderAt(text, block.offset) ?? {};
  const root = objectNode(block, [
    ...(typeof integrationType === 'string'
      ? [propertyNode('integrationType', stringNode(integrationType, block))]
      : []),
    ...attribute(block, 'name', 'name'),
    ...attribute(block, 'category', 'category'),
    propertyNode('actionType', stringNode(actionType, block)),
    propertyNode('integrationId', block.attributes.get('integration_id')?.value ?? stringNode('', block)),
    propertyNode('config', config),
    propertyNode('contract', contractNode(block)),
    ...attribute(block, 'secure', 'secure'),
  ]);
  return { label, json: withRemainder(getNodeValue(root), text, block.offset), root };
}

function nestedNode(block: HclBlock, type: string, names: Readonly<Record<string, string>>): Node {
  const nested = block.blocks.find((one) => one.type === type);
  if (nested === undefined) return objectNode(block, []);
  return objectNode(
    nested,
    Object.entries(names).flatMap(([name, hcl]) => attribute(nested, name, hcl)),
  );
}

function contractNode(block: HclBlock): Node {
  const side = (name: string, schema: string, hcl: string): Node =>
    propertyNode(
      name,
      objectNode(block, [propertyNode(schema, block.attributes.get(hcl)?.value ?? objectNode(block, []))]),
    );
  return objectNode(block, [
    side('input', 'inputSchema', 'contract_input'),
    side('output', 'successSchema', 'contract_output'),
  ]);
}

function attribute(block: HclBlock, name: string, hcl: string): Node[] {
  const value = block.attributes.get(hcl)?.value;
  return value === undefined ? [] : [propertyNode(name, value)];
}
