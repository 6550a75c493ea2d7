import { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptions } from '@nestjs/swagger';
import { IsDefined, IsOptional, ValidateBy } from 'class-validator';
import { contractMisfits } from '../../engine/contract/contract-check.js';
import { isObject, JsonSchema } from '../../engine/contract/json-schema.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { toOpenApiSchema } from './openapi-schema.js';

/** Creates the class of an input contract, with metadata for the catalogue and OpenAPI, and with validators. */
export function inputClass(action: string, schema: JsonSchema): Type<object> {
  const Class = emptyClass(`${action}.input`);
  for (const [name, property] of propertiesOf(schema)) {
    const isRequired = requiredOf(schema).includes(name);
    const prototype = Class.prototype as object;
    describe(prototype, name, property, isRequired);
    if (isRequired) IsDefined({ message: `${name} is required` })(prototype, name);
    else IsOptional()(prototype, name);
    FitsContract(property)(prototype, name);
  }
  return Class;
}

/** Creates the class of an output contract. A list becomes the property `items`, because `data` is always an object. */
export function outputClass(action: string, schema: JsonSchema): Type<object> {
  const Class = emptyClass(`${action}.output`);
  const prototype = Class.prototype as object;
  if (schema['type'] === 'array') describe(prototype, 'items', schema, true);
  else
    for (const [name, property] of propertiesOf(schema))
      describe(prototype, name, property, requiredOf(schema).includes(name));
  return Class;
}

/** Decorator that validates a property against its JSON Schema. */
function FitsContract(schema: JsonSchema): PropertyDecorator {
  const misfits = (value: unknown): string[] => contractMisfits(schema, fromPlain(value));
  return ValidateBy({
    name: 'fitsContract',
    validator: {
      validate: (value: unknown) => value === undefined || misfits(value).length === 0,
      defaultMessage: (found) => {
        const { property = '' } = found ?? {};
        const value: unknown = found?.value;
        return misfits(value)
          .map((misfit) => `${property} ${misfit.replace(/^\/ /, '')}`)
          .join('; ');
      },
    },
  });
}

function describe(prototype: object, name: string, schema: JsonSchema, isRequired: boolean): void {
  const { required, ...described } = toOpenApiSchema(schema);
  const options = {
    ...described,
    ...(required !== undefined && { required }),
    [required === undefined ? 'required' : 'selfRequired']: isRequired,
  };
  ApiProperty(options as ApiPropertyOptions)(prototype, name);
}

/**
 * Creates an empty class. Its name is also the name of the schema in the OpenAPI document. The name contains a dot, so no
 * class in the code has the same name.
 */
function emptyClass(name: string): Type<object> {
  return Object.defineProperty(function () {} as unknown as Type<object>, 'name', { value: name });
}

function propertiesOf({ properties }: JsonSchema): (readonly [string, JsonSchema])[] {
  const entries = Object.entries(isObject(properties) ? properties : {});
  return entries.map(([name, schema]) => [name, isObject(schema) ? schema : {}] as const);
}

const requiredOf = ({ required }: JsonSchema): readonly unknown[] => (Array.isArray(required) ? required : []);
