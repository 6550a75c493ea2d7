import { isObject } from '../../../engine/contract/json-schema.js';
import { JsonFile } from './json-file.js';
import { Template } from './template.js';

/** Top-level outputs of the output contract by name. */
export class OutputContract {
  readonly properties: ReadonlyMap<string, Readonly<Record<string, unknown>>>;

  constructor(file: JsonFile) {
    const properties = file.value('contract', 'output', 'successSchema', 'properties');
    const entries = Object.entries(isObject(properties) ? properties : {});
    this.properties = new Map(entries.flatMap(([name, schema]) => (isObject(schema) ? [[name, schema] as const] : [])));
  }

  /** Returns the schema of the output that a variable fills: `"name": ${variable}`. */
  schemaOf(variable: string, success: Template | undefined): Readonly<Record<string, unknown>> | undefined {
    const output = outputOf(variable, success);
    return output === undefined ? undefined : this.properties.get(output);
  }
}

/** Returns the name of the member whose value is a reference to a variable. */
export function outputOf(variable: string, success: Template | undefined): string | undefined {
  const { start } = success?.references.find(({ root, hasCall }) => root === variable && !hasCall) ?? {};
  return start === undefined ? undefined : memberBefore(success?.text ?? '', start);
}

/** Returns the member name before a value: `name` in `"name": `. */
export const memberBefore = (text: string, at: number): string | undefined =>
  /"([^"]+)"\s*:\s*$/.exec(text.slice(Math.max(0, at - 300), at))?.[1];

/** Returns a default of the schema's type, as JSON text. */
export function defaultFor(schema: Readonly<Record<string, unknown>> | undefined): string {
  const type: unknown = Array.isArray(schema?.['type']) ? schema['type'][0] : schema?.['type'];
  const texts: Readonly<Record<string, string>> = {
    array: '[]',
    object: '{}',
    integer: '0',
    number: '0',
    boolean: 'false',
  };
  return texts[String(type)] ?? '""';
}
