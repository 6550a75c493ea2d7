import { getMetadataStorage, ValidationArguments, ValidationTypes } from 'class-validator';

interface Rule {
  readonly field: string;
  /** Returns whether the rule accepts the value or does not apply. */
  readonly accepts: (object: object, value: unknown) => boolean;
}

/** The types of rules that check a single value. */
const CHECKABLE: readonly string[] = [ValidationTypes.CUSTOM_VALIDATION, ValidationTypes.IS_DEFINED];

/**
 * Validation rules of a class, looked up once. class-validator searches the rules of all classes for every object, which
 * takes ten times as long as the checks. If a rule rejects a value, class-validator validates the object again and creates
 * the message.
 */
export class FastValidator {
  private constructor(private readonly rules: readonly Rule[]) {}

  /** Creates a validator. Returns undefined if a rule cannot be checked alone, for example a rule about nested objects. */
  static of(Class: new () => object): FastValidator | undefined {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
    const conditions = metadata.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
    const rules: Rule[] = [];
    for (const rule of metadata) {
      if (conditions.includes(rule)) continue;
      const { type, propertyName: field, constraintCls, constraints, each, validateIf } = rule;
      if (!CHECKABLE.includes(type) || each || validateIf) return undefined;
      const validators = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
      if (validators.some(({ async }) => async)) return undefined;
      const applies = conditions.filter(({ propertyName }) => propertyName === field).map(conditionOf);
      const argumentsOf = (object: object, value: unknown): ValidationArguments => ({
        targetName: Class.name,
        property: field,
        object,
        value,
        constraints,
      });
      rules.push({
        field,
        accepts: (object, value) =>
          !applies.every((condition) => condition(object, value)) ||
          validators.every(({ instance }) => instance.validate(value, argumentsOf(object, value)) === true),
      });
    }
    return new FastValidator(rules);
  }

  /** Returns whether class-validator would accept the instance. */
  accept(object: object): boolean {
    const values = object as Readonly<Record<string, unknown>>;
    return this.rules.every(({ field, accepts }) => accepts(object, values[field]));
  }
}

type Condition = (object: object, value: unknown) => boolean;

/** Returns the condition of `@IsOptional()` and `@ValidateIf()`. */
const conditionOf = ({ constraints }: { constraints: unknown[] }): Condition => constraints[0] as Condition;
