import { Ajv, type ValidateFunction } from 'ajv';
import { isJsonObject, type JsonObject } from '../../json-object.js';
import { explained } from './execution-error.js';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
const validators = new WeakMap<JsonObject, ValidateFunction>();

/**
 * What a value has that its JSON Schema forbids, or lacks; empty where it fits.
 *
 * @throws ExecutionError where the schema itself cannot be used
 */
export function misfits(what: string, schema: JsonObject, value: unknown): string[] {
  const validate =
    validators.get(schema) ?? explained(`The schema of the ${what} cannot be used`, () => compiled(schema));
  validators.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = 'does not fit', params }) => {
    const extra = isJsonObject(params) ? params['additionalProperty'] : undefined;
    return `${instancePath || '/'} ${message}${typeof extra === 'string' ? ` (${extra})` : ''}`;
  });
}

/** Exported definitions name draft 4, which this validator does not know by name though it understands what they use. */
function compiled({ $schema: _dialect, id: _id, ...schema }: JsonObject): ValidateFunction {
  return ajv.compile(schema);
}
