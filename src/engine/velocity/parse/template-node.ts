/** A step of a reference: `.name`, `[index]` or `.name(…)`. */
export type ReferenceStep =
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'index'; readonly index: Expression }
  | { readonly kind: 'method'; readonly name: string; readonly args: readonly Expression[] };

/** `$name.step`, in any of its forms. */
export interface Reference {
  readonly kind: 'reference';
  /** Offset of the `$` in the template. `end` is the offset after the last character of the reference. */
  readonly start: number;
  readonly end: number;
  readonly root: string;
  readonly steps: readonly ReferenceStep[];
  /** `$!`: prints nothing if it has no value. */
  readonly isQuiet: boolean;
  /** Number of backslashes before it. An odd number escapes the reference. */
  readonly backslashes: number;
  /** `${name|alternate}` */
  readonly alternate: Expression | undefined;
  /** Its own text, printed if it has no value. */
  readonly literal: string;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

export type Expression =
  | Reference
  | { readonly kind: 'literal'; readonly value: string | bigint | number | boolean | null }
  | { readonly kind: 'interpolated'; readonly template: Template; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'range'; readonly from: Expression; readonly to: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      /** Source texts of both operands. `+` prints them for null. */
      readonly literals: readonly [string, string];
    }
  | { readonly kind: 'not' | 'negate'; readonly operand: Expression };

export type Block = readonly Statement[];

export interface MacroDefinition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly defaultValue: Expression | undefined }[];
  readonly body: Block;
}

export type Statement =
  | Reference
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'if'; readonly branches: readonly IfBranch[]; readonly otherwise: Block }
  | ForeachStatement
  | { readonly kind: 'define'; readonly name: string; readonly body: Block }
  | MacroCall
  | { readonly kind: 'evaluate'; readonly source: Expression }
  | { readonly kind: 'break'; readonly scope: Expression | undefined }
  | { readonly kind: 'stop' };

export interface IfBranch {
  readonly condition: Expression;
  readonly body: Block;
}

export interface ForeachStatement {
  readonly kind: 'foreach';
  readonly variable: string;
  readonly list: Expression;
  readonly body: Block;
  readonly otherwise: Block;
}

export interface MacroCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
  /** Content of the block `#@name(…) … #end`. */
  readonly body: Block | undefined;
  /** Its own text, printed if no macro has this name. */
  readonly literal: string;
  /** Offset of its `#`. */
  readonly start: number;
}

export interface Template {
  readonly text: string;
  readonly block: Block;
  readonly macros: ReadonlyMap<string, MacroDefinition>;
}
