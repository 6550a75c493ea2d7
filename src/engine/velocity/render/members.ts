import { EngineError } from '../../limits/engine-error.js';
import { Decimal } from '../../number/decimal.js';
import { WorkBudget } from '../../limits/work-budget.js';
import { JavaArray } from '../objects/java-array.js';
import { itemOf, READ_METHODS, WRITE_METHODS } from '../objects/list-methods.js';
import { MAP_METHODS } from '../objects/map-methods.js';
import { BOOLEAN_METHODS, NUMBER_METHODS } from '../objects/number-methods.js';
import { STRING_METHODS } from '../objects/string-methods.js';
import { UNSUPPORTED_METHODS } from '../objects/unsupported-methods.js';
import { ABSENT, Value, VelocityObject } from '../objects/velocity-object.js';

/** Unlimited budget for getters, because none of them loops. */
const PROPERTY_BUDGET = new WorkBudget('property', Infinity, Infinity);

/**
 * Calls a method of a Java object.
 *
 * @returns ABSENT if the Java type has no such method
 * @throws EngineError for a method of Java that this engine does not support
 */
export function callMember(object: Value, name: string, args: readonly Value[], budget: WorkBudget): Value {
  const result = called(object, name, args, budget);
  if (result === ABSENT && UNSUPPORTED_METHODS.has(name) && !(object instanceof VelocityObject))
    throw new EngineError(`The method ${name} of Java is not supported here`);
  return result;
}

/** Reads `object.name` as Velocity does: from a map by its key, from any other object by a getter. */
export function readMember(object: Value, name: string): Value {
  if (object instanceof Map) return (object.get(name) as Value) ?? null;
  if (object instanceof VelocityObject) return object.property(name);
  const suffix = name.charAt(0).toUpperCase() + name.slice(1);
  for (const getter of [`get${suffix}`, `is${suffix}`, name]) {
    const value = called(object, getter, [], PROPERTY_BUDGET);
    if (value !== ABSENT) return value;
  }
  if (UNSUPPORTED_METHODS.has(`get${suffix}`) && name !== 'class')
    throw new EngineError(`The property ${name} of Java objects is not supported here`);
  return ABSENT;
}

/** Reads `object[index]`: the object's `get(index)`. */
export function itemAt(object: Value, index: Value): Value {
  if (Array.isArray(object)) return itemOf(object, index);
  if (object instanceof JavaArray) return itemOf(object.items, index);
  if (object instanceof Map || object instanceof VelocityObject) return called(object, 'get', [index], PROPERTY_BUDGET);
  if (typeof index === 'bigint' && index < 0n)
    throw new EngineError('A negative index needs a list: this value has no size');
  return ABSENT;
}

function called(object: Value, name: string, args: readonly Value[], budget: WorkBudget): Value {
  if (object instanceof VelocityObject) return object.call(name, args);
  if (typeof object === 'string') return STRING_METHODS.call(object, name, args, budget);
  if (object instanceof JavaArray) return READ_METHODS.call(object.items, name, args, budget);
  if (object instanceof Map) return MAP_METHODS.call(object as Map<string, Value>, name, args, budget);
  if (Array.isArray(object)) {
    const read = READ_METHODS.call(object, name, args, budget);
    return read === ABSENT ? WRITE_METHODS.call(object, name, args, budget) : read;
  }
  if (typeof object === 'boolean') return BOOLEAN_METHODS.call(object, name, args, budget);
  if (typeof object === 'bigint' || typeof object === 'number' || object instanceof Decimal)
    return NUMBER_METHODS.call(object, name, args, budget);
  return ABSENT;
}
