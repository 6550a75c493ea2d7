import { asNumber, calculate, compareNumbers, negate } from './arithmetic.js';
import { EngineError } from '../../limits/engine-error.js';
import { WorkBudget } from '../../limits/work-budget.js';
import { javaEquals } from '../objects/equality.js';
import { javaText } from '../objects/java-text.js';
import { isTrue } from '../objects/truth.js';
import { ABSENT, Value } from '../objects/velocity-object.js';
import { Expression, Reference, Template } from '../parse/template-node.js';
import { callMember, itemAt, readMember } from './members.js';
import { checkLength } from './output.js';

const MAX_RANGE = 100_000;

/** The part of a rendering that an evaluation uses. */
export interface EvaluationContext {
  readonly variables: Map<string, Value>;
  readonly budget: WorkBudget;
  /** Renders a template within double quotes. */
  interpolate(template: Template): string;
}

/** Computes the values of expressions. */
export class Evaluation {
  constructor(private readonly context: EvaluationContext) {}

  /** Returns the value of an expression; null if there is none. @throws EngineError */
  value(expression: Expression): Value {
    this.context.budget.spend();
    switch (expression.kind) {
      case 'reference':
        return this.reference(expression);
      case 'literal':
        return expression.value;
      case 'interpolated':
        return this.context.interpolate(expression.template);
      case 'list':
        return expression.items.map((item) => this.value(item));
      case 'map':
        return new Map(expression.entries.map(([key, value]) => [javaKey(this.value(key)), this.value(value)]));
      case 'range':
        return this.range(this.value(expression.from), this.value(expression.to));
      case 'not':
        return !this.isMet(expression.operand);
      case 'negate': {
        const number = asNumber(this.value(expression.operand));
        return number === undefined ? null : negate(number);
      }
      case 'binary':
        return this.binary(expression);
    }
  }

  isMet(expression: Expression): boolean {
    return isTrue(this.value(expression));
  }

  /** Returns the value of a reference; null if there is none. */
  reference(reference: Reference): Value {
    const value = this.follow(reference);
    if (reference.alternate === undefined || isTrue(value)) return value;
    return this.value(reference.alternate);
  }

  /** Assigns as `#set` does. An object that cannot be changed stays as it is. */
  assign({ root, steps }: Reference, value: Value): void {
    const { variables, budget } = this.context;
    const last = steps.at(-1);
    if (last === undefined) {
      variables.set(root, value);
      return;
    }
    let object: Value = variables.get(root) ?? null;
    for (const step of steps.slice(0, -1)) if (object !== null) object = this.step(object, step);
    if (last.kind === 'method' || object === null) return;
    const key = last.kind === 'property' ? last.name : this.value(last.index);
    budget.spend();
    if (object instanceof Map) object.set(javaKey(key), value);
    else if (Array.isArray(object) && last.kind === 'index') callMember(object, 'set', [key, value], budget);
  }

  private follow({ root, steps, literal }: Reference): Value {
    let value: Value = this.context.variables.get(root) ?? null;
    for (const step of steps) {
      if (value === null) return null;
      try {
        value = this.step(value, step);
      } catch (error) {
        if (!(error instanceof EngineError) || error.message.includes(literal.slice(0, 60))) throw error;
        error.message = `${literal.slice(0, 60)}: ${error.message}`;
        throw error;
      }
    }
    return value;
  }

  private step(object: Value, step: Reference['steps'][number]): Value {
    const { budget } = this.context;
    budget.spend();
    const found = ((): Value => {
      if (step.kind === 'property') return readMember(object, step.name);
      if (step.kind === 'index') return itemAt(object, this.value(step.index));
      const args = step.args.map((arg) => this.value(arg));
      return callMember(object, step.name, args, budget);
    })();
    if (typeof found === 'string') checkLength(found.length);
    return found === ABSENT || found === undefined ? null : found;
  }

  private range(from: Value, to: Value): Value {
    const bounds = [from, to].map((bound) => asNumber(bound));
    const [first, last] = bounds.map((bound) => (bound === undefined ? NaN : Math.trunc(Number(javaText(bound)))));
    if (first === undefined || last === undefined || Number.isNaN(first) || Number.isNaN(last)) return null;
    const length = Math.abs(last - first) + 1;
    if (length > MAX_RANGE) throw new EngineError(`A range has more than ${MAX_RANGE} numbers`);
    const step = first >= last ? -1 : 1;
    return Array.from({ length }, (_, index) => BigInt(first + index * step));
  }

  private binary(expression: Expression & { kind: 'binary' }): Value {
    const { operator, left, right } = expression;
    if (operator === '||') return this.isMet(left) || this.isMet(right);
    if (operator === '&&') return this.isMet(left) && this.isMet(right);
    const [one, other] = [this.value(left), this.value(right)];
    switch (operator) {
      case '==':
        return isEqual(one, other);
      case '!=':
        return !isEqual(one, other);
      case '<':
        return ordered(one, other, (order) => order < 0);
      case '<=':
        return ordered(one, other, (order) => order <= 0);
      case '>':
        return ordered(one, other, (order) => order > 0);
      case '>=':
        return ordered(one, other, (order) => order >= 0);
      default:
        return this.arithmetic(expression, operator, one, other);
    }
  }

  private arithmetic(
    { literals }: Expression & { kind: 'binary' },
    operator: '+' | '-' | '*' | '/' | '%',
    left: Value,
    right: Value,
  ): Value {
    if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
      const text = (left === null ? literals[0] : javaText(left)) + (right === null ? literals[1] : javaText(right));
      checkLength(text.length);
      return text;
    }
    const [one, other] = [asNumber(left), asNumber(right)];
    return one === undefined || other === undefined ? null : calculate(operator, one, other);
  }
}

/** Maps of templates have keys of any type. A number and its text are different keys in Java, but the same key here. */
const javaKey = (key: Value): string => (typeof key === 'string' ? key : javaText(key));

/**
 * Compares two strings as strings, numeric operands as numbers, values of the same type by `equals`, and other values as
 * strings.
 */
function isEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return left === right;
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  const [one, other] = [asNumber(left), asNumber(right)];
  if (one !== undefined && other !== undefined) return compareNumbers(one, other) === 0;
  if (typeof left === typeof right && typeof left === 'object') return javaEquals(left, right);
  return javaText(left) === javaText(right);
}

function ordered(left: Value, right: Value, isWanted: (order: number) => boolean): boolean {
  if (typeof left === 'string' && typeof right === 'string') return false;
  const [one, other] = [asNumber(left), asNumber(right)];
  return one !== undefined && other !== undefined && isWanted(compareNumbers(one, other));
}
