import { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Schemas that validators imply, by validator name. */
const IMPLIED: Readonly<Record<string, { readonly type: string }>> = {
  isString: { type: 'string' },
  isInt: { type: 'integer' },
  isNumber: { type: 'number' },
  isBoolean: { type: 'boolean' },
};

/**
 * Adds fields that have validators but no description to the schema of a class. Nest's Swagger plugin only describes classes
 * in files with certain names, and only in a program that is compiled with the plugin.
 */
export function describeValidatedFields(Class: Type<object>): void {
  const described = describedFields(Class);
  const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
  for (const [field, ofField] of byField(rules)) {
    if (described.has(field)) continue;
    const required =
      !ofField.some(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION) && !hasDefault(Class, field);
    ApiProperty({ ...schemaOf(Class, field, ofField), required })(Class.prototype as object, field);
  }
}

/** Returns the fields that `@ApiProperty` or the Swagger plugin describes, including those of base classes. */
function describedFields(Class: Type<object>): ReadonlySet<string> {
  const fields = new Set<string>();
  const decorated = Reflect.getMetadata('swagger/apiModelPropertiesArray', Class.prototype as object) as
    readonly string[] | undefined;
  for (const name of decorated ?? []) fields.add(name.slice(1));
  for (let one: unknown = Class; typeof one === 'function'; one = Object.getPrototypeOf(one)) {
    const { _OPENAPI_METADATA_FACTORY: factory } = one as { _OPENAPI_METADATA_FACTORY?: () => object };
    for (const name of Object.keys(factory?.() ?? {})) fields.add(name);
  }
  return fields;
}

function schemaOf(Class: Type<object>, field: string, rules: readonly Rule[]): object {
  const declared = Reflect.getMetadata('design:type', Class.prototype as object, field) as unknown;
  const implied = rules.map(({ name }) => IMPLIED[name ?? '']).find((schema) => schema !== undefined);
  if (declared === Array) return { type: 'array', items: implied ?? {} };
  if (implied) return implied;
  if (declared === String || declared === Number || declared === Boolean) return { type: declared };
  if (typeof declared !== 'function' || declared === Object) return { type: 'object', additionalProperties: true };
  describeValidatedFields(declared as Type<object>);
  return { type: () => declared };
}

function byField(rules: readonly Rule[]): Map<string, Rule[]> {
  const fields = new Map<string, Rule[]>();
  for (const rule of rules) fields.set(rule.propertyName, [...(fields.get(rule.propertyName) ?? []), rule]);
  return fields;
}

const hasDefault = (Class: Type<object>, field: string): boolean =>
  (new Class() as Record<string, unknown>)[field] !== undefined;
