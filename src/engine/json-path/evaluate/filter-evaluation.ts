import { JsonValue } from '../../json/json-value.js';
import { compare } from './comparison.js';
import type { FilterExpression } from '../syntax/filter-expression.js';
import { FilterValue, valueOf } from '../syntax/filter-value.js';
import { PathEvaluation, PathSession } from './path-evaluation.js';
import { InvalidPath, PathNotFound } from '../syntax/path-error.js';
import type { CompiledPath } from '../syntax/path-token.js';

/** Applies a filter to one item. */
export class FilterEvaluation {
  constructor(
    private readonly session: PathSession,
    private readonly item: JsonValue,
  ) {}

  /** Returns whether the item meets a condition. A condition that cannot be evaluated is not met. */
  accepts(expression: FilterExpression): boolean {
    try {
      return this.holds(expression);
    } catch (error) {
      if (error instanceof InvalidPath) return false;
      throw error;
    }
  }

  private holds(expression: FilterExpression): boolean {
    this.session.budget.spend();
    switch (expression.kind) {
      case 'and':
        return expression.operands.every((operand) => this.holds(operand));
      case 'or':
        return expression.operands.some((operand) => this.holds(operand));
      case 'not':
        return !this.holds(expression.operand);
      case 'exists':
        return this.exists(expression.path.path) === expression.path.shouldExist;
      case 'comparison': {
        const { left, operator, right } = expression;
        return compare(this.resolve(left), operator, this.resolve(right), this.session.budget);
      }
    }
  }

  /** Returns whether a path exists below the item. Jayway starts at the item even if the path begins with `$`. */
  private exists(path: CompiledPath): boolean {
    try {
      new PathEvaluation(path, this.session, true).run(this.item);
      return true;
    } catch (error) {
      if (error instanceof PathNotFound) return false;
      throw error;
    }
  }

  private resolve(value: FilterValue): FilterValue {
    if (value.kind !== 'path') return value;
    try {
      return valueOf(value.path.isRooted ? this.fromRoot(value.path) : this.follow(value.path, this.item));
    } catch (error) {
      if (error instanceof PathNotFound) return { kind: 'undefined' };
      throw error;
    }
  }

  private fromRoot(path: CompiledPath): JsonValue {
    const { rootResults, root } = this.session;
    const known = rootResults.get(path);
    if (known !== undefined) return known;
    const found = this.follow(path, root);
    rootResults.set(path, found);
    return found;
  }

  private follow(path: CompiledPath, start: JsonValue): JsonValue {
    return new PathEvaluation(path, this.session).run(start);
  }
}
