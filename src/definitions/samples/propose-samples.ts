import { isMap, JsonMap, JsonValue } from '../../engine/json/json-value.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { jsonText } from '../../engine/json/json-text.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { runTrial } from '../try/try-run.js';

/** Path, default and type for a value of a response. */
interface Proposal {
  readonly name: string;
  readonly path: string;
  readonly defaultText: string;
  readonly schema: JsonMap;
}

const MAX_PROPOSALS = 50;
const MAX_DEPTH = 4;

/** Creates a sample file from a response, with a matching translation map, defaults and output contract. */
export function proposeSamples(definition: unknown, response: JsonValue): JsonMap {
  const proposals = proposalsIn(response, '$', [], 0).slice(0, MAX_PROPOSALS);
  const input = inputOf(definition);
  const result = runTrial({ definition, input, response: jsonText(response) });
  const sample: JsonMap = new Map<string, JsonValue>([
    ['name', 'proposed from one response'],
    ['input', input],
    ['response', response],
  ]);
  for (const part of ['request', 'output']) {
    const value = result.get(part);
    if (value !== undefined) sample.set(part, value);
  }
  return new Map<string, JsonValue>([
    ['samples', [sample]],
    ['proposal', proposalJson(proposals)],
  ]);
}

function proposalJson(proposals: readonly Proposal[]): JsonMap {
  const members = (value: (proposal: Proposal) => JsonValue): JsonMap =>
    new Map(proposals.map((proposal) => [proposal.name, value(proposal)]));
  const success = `{${proposals.map(({ name }) => `"${name}": \${${name}}`).join(', ')}}`;
  return new Map<string, JsonValue>([
    ['translationMap', members(({ path }) => path)],
    ['translationMapDefaults', members(({ defaultText }) => defaultText)],
    ['successTemplate', success],
    [
      'successSchema',
      new Map<string, JsonValue>([
        ['type', 'object'],
        ['properties', members(({ schema }) => schema)],
        ['additionalProperties', true],
      ]),
    ],
  ]);
}

function proposalsIn(value: JsonValue, path: string, names: readonly string[], depth: number): Proposal[] {
  if (isMap(value) && depth < MAX_DEPTH)
    return [...value].flatMap(([name, member]) =>
      proposalsIn(member, `${path}${stepTo(name)}`, [...names, name], depth + 1),
    );
  if (Array.isArray(value)) return listProposals(value, path, names);
  if (isMap(value) || names.length === 0) return [];
  const [type, defaultText] = typeOf(value);
  return [{ name: variableOf(names), path, defaultText, schema: new Map([['type', type]]) }];
}

/** Returns one proposal for a list of scalars, or one for each scalar field of a list of objects. */
function listProposals(list: readonly JsonValue[], path: string, names: readonly string[]): Proposal[] {
  const [first] = list;
  const schema = (type: string): JsonMap =>
    new Map<string, JsonValue>([
      ['type', 'array'],
      ['items', new Map([['type', type]])],
    ]);
  if (first === undefined || Array.isArray(first)) return [];
  if (!isMap(first)) {
    const name = names.length === 0 ? 'items' : variableOf(names);
    return [{ name, path, defaultText: '[]', schema: schema(typeOf(first)[0]) }];
  }
  return [...first].flatMap(([name, member]) => {
    if (Array.isArray(member) || isMap(member)) return [];
    const variable = variableOf([...names, name]);
    return [
      { name: variable, path: `${path}[*]${stepTo(name)}`, defaultText: '[]', schema: schema(typeOf(member)[0]) },
    ];
  });
}

function typeOf(value: JsonValue): readonly [type: string, defaultText: string] {
  if (typeof value === 'bigint') return ['integer', '0'];
  if (typeof value === 'number') return ['number', '0'];
  return typeof value === 'boolean' ? ['boolean', 'false'] : ['string', '""'];
}

const stepTo = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `['${name.replace(/['\\]/g, '\\$&')}']`;

const variableOf = (names: readonly string[]): string => names.join('_').replace(/\W/g, '_');

function inputOf(definition: unknown): JsonMap {
  const contract = isObject(definition) ? definition['contract'] : undefined;
  const input = isObject(contract) ? contract['input'] : undefined;
  const schema = isObject(input) ? input['inputSchema'] : undefined;
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const types: Readonly<Record<string, unknown>> = { integer: 1, number: 1.5, boolean: true };
  return new Map(
    Object.entries(properties).map(([name, property]) => [
      name,
      fromPlain(isObject(property) ? (types[String(property['type'])] ?? 'sample') : 'sample'),
    ]),
  );
}
