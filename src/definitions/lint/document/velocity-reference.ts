export interface VelocityReference {
  /** Offset of its `$`. */
  readonly start: number;
  readonly end: number;
  /** True for `$!`: without a value, it renders nothing instead of its own text. */
  readonly isQuiet: boolean;
  /** `input` in `${input.name}`. */
  readonly root: string;
  /** Properties and methods: `name` in `${input.name}`. */
  readonly path: readonly string[];
  readonly hasCall: boolean;
  /** Enclosing macros, outermost first, for example `esc.jsonString`. */
  readonly macros: readonly string[];
  /** True inside quotation marks of the surrounding text. */
  readonly isInString: boolean;
  /** True inside `#if (…)` or `#set (…)`: evaluated, but not rendered. */
  readonly isInDirective: boolean;
  /** Conditions of the enclosing `#if` blocks. */
  readonly conditions: readonly string[];
}

/** Returns the input that a reference names; undefined for any other reference. */
export const inputOf = ({ root, path }: VelocityReference): string | undefined =>
  root === 'input' ? path[0] : undefined;

/** Returns whether the reference is inside an `#if` that tests the input. */
export const isGuarded = ({ conditions }: VelocityReference, input: string): boolean =>
  conditions.some((condition) => new RegExp(`input\\.${input}(?![\\w-])`, 'i').test(condition));
