import { OutputField, OutputMembers, OutputValue } from '../action/output-field.js';
import { outputValues } from '../action/flow-outputs.js';

/** Mapping of a response to the output contract. */
export interface ResponseMapping {
  /** JSONPath by variable. */
  readonly translationMap: Readonly<Record<string, string>>;
  /** JSON text by variable, for paths that find nothing. */
  readonly translationMapDefaults: Readonly<Record<string, string>>;
  /** Velocity template. Variables contain JSON text, so strings include their quotes. */
  readonly successTemplate: string;
}

export function responseMapping(outputs: OutputMembers): ResponseMapping {
  const values = outputValues(outputs);
  const mapped = (textOf: (value: OutputValue) => string): Record<string, string> =>
    Object.fromEntries(values.map((value) => [value.variable, textOf(value)]));
  return {
    translationMap: mapped(({ path }) => path),
    translationMapDefaults: mapped(({ fallback }) => JSON.stringify(fallback)),
    successTemplate: objectOf(outputs),
  };
}

const objectOf = (members: OutputMembers): string =>
  `{${Object.entries(members)
    .map(([name, field]) => `"${name}": ${templateOf(field)}`)
    .join(', ')}}`;

function templateOf(field: OutputField): string {
  if ('members' in field) return objectOf(field.members);
  return field.isJsonText ? `"$esc.jsonString(\${${field.variable}})"` : `\${${field.variable}}`;
}
