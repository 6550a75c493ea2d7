import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { default as Draft4 } from 'ajv-draft-04';
import { EngineError } from '../limits/engine-error.js';
import { JsonValue } from '../json/json-value.js';
import { toPlain } from '../json/plain-json.js';
import { JavaPattern } from '../regex/java-pattern.js';
import { WorkBudget } from '../limits/work-budget.js';
import { isObject, JsonSchema } from './json-schema.js';
import { isDraft4, withoutIds } from './schema-dialect.js';

const MAX_MISFITS = 20;

/** Runs the patterns of a schema in linear time, like the regular expressions in paths. */
const linearRegExp = Object.assign(
  (source: string): { test: (text: string) => boolean } => {
    const pattern = new JavaPattern(source);
    return { test: (text) => pattern.findAll(text, new WorkBudget('pattern of the contract')).length > 0 };
  },
  { code: 'linearRegExp' },
);

const OPTIONS: Options = {
  strict: false,
  allErrors: true,
  validateFormats: false,
  validateSchema: false,
  code: { regExp: linearRegExp },
};

const validators = new WeakMap<JsonSchema, ValidateFunction>();

/**
 * Returns the differences between a value and its JSON Schema, one sentence each. Supports draft 4 to draft 7.
 *
 * @throws EngineError if the schema is invalid
 */
export function contractMisfits(schema: JsonSchema, value: JsonValue): string[] {
  const validate = validators.get(schema) ?? compiled(schema);
  validators.set(schema, validate);
  if (validate(toPlain(value))) return [];
  return (validate.errors ?? []).slice(0, MAX_MISFITS).map(({ instancePath, message = 'does not fit', params }) => {
    const extra = isObject(params) ? params['additionalProperty'] : undefined;
    return `${instancePath || '/'} ${message}${typeof extra === 'string' ? ` (${extra})` : ''}`;
  });
}

function compiled(schema: JsonSchema): ValidateFunction {
  const plain = withoutIds(schema) as JsonSchema;
  try {
    return new (isDraft4(plain) ? Draft4 : Ajv)(OPTIONS).compile(plain);
  } catch (error) {
    throw new EngineError(`The schema is not valid: ${error instanceof Error ? error.message : String(error)}`);
  }
}
