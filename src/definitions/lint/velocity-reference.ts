/** One `$reference` of a Velocity template, as far as a linter needs to know it. */
export interface VelocityReference {
  /** Of its `$`. */
  readonly start: number;
  readonly end: number;
  /** `$!`: nothing is sent where it has no value, instead of its own text. */
  readonly isQuiet: boolean;
  /** `input` in `${input.name}`. */
  readonly root: string;
  /** Properties and methods: `name` in `${input.name}`. */
  readonly path: readonly string[];
  readonly hasCall: boolean;
  /** The macros around it, outermost first: `esc.jsonString`. */
  readonly macros: readonly string[];
  /** Between quotation marks of the text around it. */
  readonly isInString: boolean;
  /** In the parentheses of `#if` or `#set`: it is looked at, and not sent. */
  readonly isInDirective: boolean;
  /** The conditions of the `#if` blocks around it. */
  readonly conditions: readonly string[];
}

/** The input that a reference names; undefined where it names something else. */
export const inputOf = ({ root, path }: VelocityReference): string | undefined =>
  root === 'input' ? path[0] : undefined;

/** Whether it stands in a block that is rendered for some values of the input alone. */
export const isGuarded = ({ conditions }: VelocityReference, input: string): boolean =>
  conditions.some((condition) => new RegExp(`input\\.${input}(?![\\w-])`, 'i').test(condition));
