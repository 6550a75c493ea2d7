import { isMap, JsonMap, JsonValue } from '../../json/json-value.js';
import type { WorkBudget } from '../../limits/work-budget.js';
import { FilterEvaluation } from './filter-evaluation.js';
import { IndexOutOfBounds, InvalidPath, PathNotFound } from '../syntax/path-error.js';
import { functionNamed } from './path-functions.js';
import { CompiledPath, FunctionParameter, PathToken } from '../syntax/path-token.js';
import { scan } from './path-scan.js';

/** State that all paths of one evaluation share. */
export interface PathSession {
  readonly root: JsonValue;
  readonly budget: WorkBudget;
  /** Results of the paths in filters that begin at the root (`$`). */
  readonly rootResults: Map<CompiledPath, JsonValue>;
  /** For each path and each token, the list index that a deep scan has reached. */
  readonly scanIndexes: Map<CompiledPath, Map<number, number>>;
}

/** Follows one path through a document. */
export class PathEvaluation {
  private readonly results: JsonValue[] = [];
  private readonly scanIndexes: Map<number, number>;

  constructor(
    readonly path: CompiledPath,
    readonly session: PathSession,
    private readonly requiresProperties = false,
  ) {
    this.scanIndexes = session.scanIndexes.get(path) ?? new Map<number, number>();
    session.scanIndexes.set(path, this.scanIndexes);
  }

  /** @throws PathNotFound if a definite path does not exist */
  run(start: JsonValue): JsonValue {
    if (this.path.tokens.length === 0) return start;
    this.step(0, start);
    if (!this.path.isDefinite) return this.results;
    const last = this.results.at(-1);
    if (last === undefined) throw new PathNotFound('The path has no match');
    return last;
  }

  /** Applies the token at `index` to a node, which is a value in the document (RFC 9535 §1.1). */
  step(index: number, node: JsonValue): void {
    this.session.budget.spend();
    const token = this.path.tokens[index];
    switch (token?.kind) {
      case 'property':
        return this.property(index, token.names, node);
      case 'index':
        return this.indexes(index, token.indexes, node);
      case 'slice':
        return this.slice(index, token, node);
      case 'wildcard':
        return this.wildcard(index, node);
      case 'scan':
        return scan(this, index, node);
      case 'filter':
        return this.filter(index, token, node);
      case 'function':
        return this.call(index, token, node);
    }
  }

  accepts(token: PathToken & { kind: 'filter' }, item: JsonValue): boolean {
    return new FilterEvaluation(this.session, item).accepts(token.expression);
  }

  setScanIndex(index: number, at: number): void {
    this.scanIndexes.set(index, at);
  }

  private property(index: number, names: readonly string[], node: JsonValue): void {
    if (!isMap(node)) {
      if (!this.path.upstreamDefinite[index]) return;
      throw new PathNotFound(`There is no object with the property ${names.join(', ')}`);
    }
    if (names.length === 1 || !this.path.isLeaf(index)) for (const name of names) this.member(index, name, node);
    else this.merge(names, node);
  }

  private member(index: number, name: string, node: JsonMap): void {
    const value = node.get(name);
    if (value === undefined) {
      const isCertain = this.path.upstreamDefinite[index] && this.path.isTokenDefinite(index);
      const isNeeded = this.requiresProperties || (isCertain && !this.path.isLeaf(index));
      if (isNeeded) throw new PathNotFound(`The property ${name} is missing`);
    } else if (!this.path.isLeaf(index)) {
      this.step(index + 1, value);
    } else if (this.isScannedIndex(index)) {
      this.results.push(value);
    }
  }

  /** Returns whether the path selects the list index that the deep scan has reached. True if there is no deep scan. */
  private isScannedIndex(index: number): boolean {
    const at = this.scanIndexes.get(index);
    const previous = this.path.tokens[index - 1];
    if (at === undefined) return true;
    return previous?.kind === 'index' && previous.indexes.length === 1 && previous.indexes[0] === at;
  }

  private merge(names: readonly string[], node: JsonMap): void {
    const merged: JsonMap = new Map();
    for (const name of names) {
      const value = node.get(name);
      if (value !== undefined) merged.set(name, value);
      else if (this.requiresProperties) throw new PathNotFound(`The property ${name} is missing`);
    }
    this.results.push(merged);
  }

  private wildcard(index: number, node: JsonValue): void {
    if (isMap(node)) for (const name of node.keys()) this.member(index, name, node);
    if (!Array.isArray(node)) return;
    node.forEach((_, at) => {
      try {
        this.item(index, at, node);
      } catch (error) {
        if (!(error instanceof PathNotFound) || this.requiresProperties) throw error;
      }
    });
  }

  private indexes(index: number, indexes: readonly number[], node: JsonValue): void {
    const list = this.listIn(index, node);
    for (const at of list === undefined ? [] : indexes) this.item(index, at, list ?? []);
  }

  private slice(index: number, { from, to }: PathToken & { kind: 'slice' }, node: JsonValue): void {
    const list = this.listIn(index, node);
    if (list === undefined) return;
    const { length } = list;
    const isOpen = from !== undefined && to === undefined;
    const first = isOpen && from < 0 ? Math.max(0, length + from) : (from ?? 0);
    const wanted = to === undefined ? length : from === undefined && to < 0 ? length + to : to;
    for (let at = first; at < Math.min(length, wanted); at += 1) this.item(index, at, list);
  }

  private listIn(index: number, node: JsonValue): JsonValue[] | undefined {
    if (Array.isArray(node)) return node;
    if (!this.path.upstreamDefinite[index]) return undefined;
    throw new PathNotFound('There is no list at this place');
  }

  private item(index: number, at: number, list: readonly JsonValue[]): void {
    const item = list[at < 0 ? list.length + at : at];
    if (item === undefined) return;
    try {
      if (this.path.isLeaf(index)) this.results.push(item);
      else this.step(index + 1, item);
    } catch (error) {
      if (!(error instanceof IndexOutOfBounds)) throw error;
    }
  }

  private filter(index: number, token: PathToken & { kind: 'filter' }, node: JsonValue): void {
    if (isMap(node)) {
      if (!this.accepts(token, node)) return;
      if (this.path.isLeaf(index)) this.results.push(node);
      else this.step(index + 1, node);
    } else if (Array.isArray(node)) {
      node.forEach((item, at) => {
        if (this.accepts(token, item)) this.item(index, at, node);
      });
    } else if (this.path.upstreamDefinite[index]) {
      throw new InvalidPath('A filter works on a list or an object, not on a single value');
    }
  }

  private call(index: number, { name, parameters }: PathToken & { kind: 'function' }, node: JsonValue): void {
    const pathFunction = functionNamed(name);
    const values = parameters.map((parameter) => this.parameterOf(name, parameter, node));
    const result = pathFunction(node, values);
    this.results.push(result);
    if (!this.path.isLeaf(index)) this.step(index + 1, result);
  }

  /**
   * Returns the value of a function's parameter. For `length`, the parameter's path begins at the current value, and the
   * result is a list of the members that the found values have. If the path is definite, it is the last member only, as in
   * Jayway.
   */
  private parameterOf(name: string, parameter: FunctionParameter, node: JsonValue): JsonValue {
    if ('json' in parameter) return parameter.json;
    const { path } = parameter;
    const found = new PathEvaluation(path, this.session).run(this.session.root);
    if (name !== 'length' && name !== 'size') return found;
    if (path.isFunction || path.tokens.length === 0) return new PathEvaluation(path, this.session).run(node);
    const members = new PathEvaluation(path.withWildcard(), this.session).run(node);
    if (!path.isDefinite) return members;
    const last = Array.isArray(members) ? members.at(-1) : undefined;
    if (last === undefined) throw new PathNotFound('The parameter of length() has no members');
    return last;
  }
}
