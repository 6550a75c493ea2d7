import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { EMPTY, isScalar } from './scalar.js';

/** One output: its path in the response and its default. */
export interface OutputValue {
  /** Name in the translation map. */
  readonly variable: string;
  /** JSONPath from the root of the response. */
  readonly path: string;
  readonly schema: JsonSchema;
  /** Default if the response does not contain the value. */
  readonly fallback: unknown;
  /** True if the value is JSON in a string, because the platform cannot bind objects with unknown fields. */
  readonly isJsonText: boolean;
}

/** An output, or an object of outputs. The platform flattens such an object to names like `profile.name`. */
export type OutputField = OutputValue | { readonly members: OutputMembers };
export type OutputMembers = Readonly<Record<string, OutputField>>;

/** Returns the outputs of a schema's properties. */
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
  const described = description === undefined ? {} : { description };
  if (isScalar(type)) return [name, value({ variable, path, schema: { type, ...described }, fallback: EMPTY[type] })];
  if (schema.properties) return [name, { members: outputMembers(schema, path, names) }];
  const items = type === 'array' ? itemsOf(schema.items ?? {}) : undefined;
  if (items) return [name, value({ variable, path, schema: { type: 'array', items, ...described }, fallback: [] })];
  const text = { type: 'string', description: `${description ?? ''} As JSON text.`.trim() };
  const fallback = type === 'array' ? [] : {};
  return [`${name}_json`, { ...value({ variable, path, schema: text, fallback }), isJsonText: true }];
}

const value = (output: Omit<OutputValue, 'isJsonText'>): OutputValue => ({ ...output, isJsonText: false });

const stepTo = (name: string): string => (/^\w+$/.test(name) ? `.${name}` : `['${name}']`);

/** Returns the schema of list items, reduced to scalars or objects of scalars; undefined if nothing remains. */
function itemsOf({ type, properties = {} }: JsonSchema): JsonSchema | undefined {
  if (isScalar(type)) return { type };
  const declared = Object.entries(properties).flatMap(([name, { type, description }]) =>
    isScalar(type) ? [[name, { type, ...(description !== undefined && { description }) }] as const] : [],
  );
  if (declared.length === 0) return undefined;
  return { type: 'object', properties: Object.fromEntries(declared), additionalProperties: true };
}
