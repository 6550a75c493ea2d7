import { EngineError } from '../limits/engine-error.js';
import { JsonValue } from '../json/json-value.js';
import { WorkBudget } from '../limits/work-budget.js';
import { compilePath } from './compile/path-compiler.js';
import { PathNotFound } from './syntax/path-error.js';
import { PathEvaluation } from './evaluate/path-evaluation.js';
import { CompiledPath } from './syntax/path-token.js';

/** A JSONPath with the semantics of Jayway JsonPath, which the platform uses. */
export class JsonPath {
  private readonly path: CompiledPath;

  /** @throws InvalidPath */
  constructor(readonly text: string) {
    this.path = compilePath(text);
  }

  /** Whether the path finds at most one value. An indefinite path always finds a list, possibly an empty one. */
  get isDefinite(): boolean {
    return this.path.isDefinite;
  }

  get tokens(): CompiledPath['tokens'] {
    return this.path.tokens;
  }

  /**
   * Evaluates the path.
   *
   * @returns the value, which can be null; undefined if the path does not exist
   * @throws EngineError if the path cannot be evaluated in this document
   */
  find(root: JsonValue, budget = new WorkBudget(`path ${this.text.slice(0, 100)}`)): JsonValue | undefined {
    if (root === null) throw new EngineError('The document is null: a path needs an object or a list');
    try {
      const session = { root, budget, rootResults: new Map(), scanIndexes: new Map() };
      return new PathEvaluation(this.path, session).run(root);
    } catch (error) {
      if (error instanceof PathNotFound) return undefined;
      throw error;
    }
  }
}
