import { JsonValue } from '../../json/json-value.js';
import type { FilterExpression } from './filter-expression.js';

/** One parameter of a function: JSON text, or a path that starts at the root of the document. */
export type FunctionParameter = { readonly json: JsonValue } | { readonly path: CompiledPath };

/** One step of a path. */
export type PathToken =
  | { readonly kind: 'property'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly expression: FilterExpression }
  | { readonly kind: 'function'; readonly name: string; readonly parameters: readonly FunctionParameter[] };

/** A path after parsing. */
export class CompiledPath {
  /** For each token, whether all tokens before it are definite. */
  readonly upstreamDefinite: readonly boolean[];
  readonly isDefinite: boolean;

  /** @param isRooted whether it begins at the document (`$`), not at the current item (`@`) */
  constructor(
    readonly isRooted: boolean,
    readonly tokens: readonly PathToken[],
  ) {
    let definite = true;
    this.upstreamDefinite = tokens.map((_, index) => {
      const upstream = definite;
      definite &&= this.isTokenDefinite(index);
      return upstream;
    });
    this.isDefinite = definite;
  }

  get isFunction(): boolean {
    return this.tokens.at(-1)?.kind === 'function';
  }

  isLeaf(index: number): boolean {
    return index === this.tokens.length - 1;
  }

  isTokenDefinite(index: number): boolean {
    const token = this.tokens[index];
    switch (token?.kind) {
      case 'property':
        return token.names.length === 1 || this.isLeaf(index);
      case 'index':
        return token.indexes.length === 1;
      case 'function':
        return true;
      default:
        return false;
    }
  }

  /**
   * Converts a function after a deep scan. The path of the scan becomes a parameter: `$..id.length()` becomes
   * `$.length($..id)`.
   */
  withScanAsParameter(): CompiledPath {
    if (!this.isFunction || this.tokens[0]?.kind !== 'scan') return this;
    const at = this.tokens.findIndex(({ kind }) => kind === 'function');
    const token = this.tokens[at];
    if (token?.kind !== 'function') return this;
    const path = new CompiledPath(this.isRooted, this.tokens.slice(0, at));
    return new CompiledPath(true, [{ ...token, parameters: [{ path }] }, ...this.tokens.slice(at + 1)]);
  }

  /** Returns the same path followed by `[*]`. */
  withWildcard(): CompiledPath {
    if (this.tokens.length === 0) return this;
    return new CompiledPath(this.isRooted, [...this.tokens, { kind: 'wildcard' }]);
  }
}
