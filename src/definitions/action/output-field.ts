import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { EMPTY, isScalar } from './scalar.js';

/** A value that the flow gets: where it stands in the answer, and what stands for it where it is not there. */
export interface OutputValue {
  /** What the translation map calls it. */
  readonly variable: string;
  /** JSONPath from the root of the answer. */
  readonly path: string;
  readonly schema: JsonSchema;
  /** In place of a value that the answer does not have. */
  readonly fallback: unknown;
  /** Handed over as a text that holds JSON: the platform binds no value of which it knows no fields. */
  readonly isJsonText: boolean;
}

/** An output, or an object of outputs, which the platform flattens to `profile.name`. */
export type OutputField = OutputValue | { readonly members: OutputMembers };
export type OutputMembers = Readonly<Record<string, OutputField>>;

/** The outputs that the properties of a schema become. */
export function outputMembers(schema: JsonSchema, path: string, names: readonly string[] = []): OutputMembers {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    outputField(name, property, `${path}${stepTo(name)}`, [...names, name]),
  );
  return Object.fromEntries(fields);
}

function outputField(
  name: string,
  schema: JsonSchema,
  path: string,
  names: readonly string[],
): readonly [string, OutputField] {
  const { type, description } = schema;
  const variable = names.join('_').replace(/\W/g, '_');
  const told = description === undefined ? {} : { description };
  if (isScalar(type)) return [name, value({ variable, path, schema: { type, ...told }, fallback: EMPTY[type] })];
  if (schema.properties) return [name, { members: outputMembers(schema, path, names) }];
  const items = type === 'array' ? itemsOf(schema.items ?? {}) : undefined;
  if (items) return [name, value({ variable, path, schema: { type: 'array', items, ...told }, fallback: [] })];
  const text = { type: 'string', description: `${description ?? ''} As JSON text.`.trim() };
  const fallback = type === 'array' ? [] : {};
  return [`${name}_json`, { ...value({ variable, path, schema: text, fallback }), isJsonText: true }];
}

const value = (parts: Omit<OutputValue, 'isJsonText'>): OutputValue => ({ ...parts, isJsonText: false });

const stepTo = (name: string): string => (/^\w+$/.test(name) ? `.${name}` : `['${name}']`);

/** What the items of a list are declared as: scalars, or objects of scalars; undefined where nothing of the kind is left. */
function itemsOf({ type, properties = {} }: JsonSchema): JsonSchema | undefined {
  if (isScalar(type)) return { type };
  const declared = Object.entries(properties).flatMap(([name, { type, description }]) =>
    isScalar(type) ? [[name, { type, ...(description !== undefined && { description }) }] as const] : [],
  );
  if (declared.length === 0) return undefined;
  return { type: 'object', properties: Object.fromEntries(declared), additionalProperties: true };
}
