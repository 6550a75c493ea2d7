import { ActionDefinition } from '../../engine/action/action-definition.js';
import { contractMisfits } from '../../engine/contract/contract-check.js';
import { isObject, JsonSchema } from '../../engine/contract/json-schema.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { JsonPath } from '../../engine/json-path/json-path.js';
import { functionNamed } from '../../engine/json-path/evaluate/path-functions.js';
import { TemplateSyntaxError } from '../../engine/velocity/parse/template-syntax-error.js';
import { VelocityTemplate } from '../../engine/velocity/velocity.js';
import { TemplateDefect } from './request-template.js';
import { engineDefect } from './engine-defect.js';

const NAME = /^[a-zA-Z][\w-]*$/;
const INPUT = ['contract', 'input', 'inputSchema'];
const OUTPUT = ['contract', 'output', 'successSchema'];
const RESPONSE = ['config', 'response'];

/** Returns the defects of a definition's schemas. */
export function contractDefects({ contract }: ActionDefinition): TemplateDefect[] {
  const { inputSchema } = contract.input;
  const properties = isObject(inputSchema['properties']) ? inputSchema['properties'] : {};
  return [
    ...schemaDefects(inputSchema, INPUT),
    ...schemaDefects(contract.output.successSchema, OUTPUT),
    ...Object.entries(properties).flatMap(([name, schema]) => inputDefects(name, schema)),
  ];
}

/** Returns the defects of the response mapping of a definition. */
export function responseDefects({ config: { response } }: ActionDefinition): TemplateDefect[] {
  return [...Object.entries(response.translationMap).flatMap(pathDefects), ...successDefects(response.successTemplate)];
}

function inputDefects(name: string, schema: unknown): TemplateDefect[] {
  const keys = [...INPUT, 'properties', name];
  if (!NAME.test(name) || name in {})
    return [{ keys, message: `${name.slice(0, 60)} is not a valid name for an input` }];
  const type = isObject(schema) ? schema['type'] : undefined;
  const isNested = type === 'array' || type === 'object';
  return isNested
    ? [{ keys, message: `the input ${name} is a list or an object: Genesys Cloud accepts only single values` }]
    : [];
}

function schemaDefects(schema: JsonSchema, keys: readonly string[]): TemplateDefect[] {
  const defect = engineDefect(() => contractMisfits(schema, new Map()));
  return defect === undefined ? [] : [{ keys, message: defect }];
}

function pathDefects([name, path]: readonly [string, string]): TemplateDefect[] {
  const defect = engineDefect(() => {
    for (const token of new JsonPath(path).tokens) if (token.kind === 'function') functionNamed(token.name);
  });
  const keys = [...RESPONSE, 'translationMap', name];
  return defect === undefined ? [] : [{ keys, message: `the JSONPath of ${name} is not valid: ${defect}` }];
}

function successDefects(template: string): TemplateDefect[] {
  const keys = [...RESPONSE, 'successTemplate'];
  try {
    new VelocityTemplate(template);
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const index = error instanceof TemplateSyntaxError ? { index: error.offset } : {};
    return [{ keys, message: `Velocity cannot parse this template: ${error.message}`, ...index }];
  }
}
