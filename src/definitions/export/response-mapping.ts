import { OutputField, OutputMembers, OutputValue } from '../action/output-field.js';
import { outputValues } from '../action/flow-outputs.js';

/** How the platform turns an answer into the declared output. */
export interface ResponseMapping {
  /** JSONPath by variable. */
  readonly translationMap: Readonly<Record<string, string>>;
  /** JSON text by variable, for a path that finds nothing. */
  readonly translationMapDefaults: Readonly<Record<string, string>>;
  /** Velocity; a variable holds JSON text, so that a string brings its quotes along. */
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
