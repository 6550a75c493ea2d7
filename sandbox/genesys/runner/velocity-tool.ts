/** A macro: undefined, which stands for Java's null, makes the reference print its own text. */
export type Macro = (...args: unknown[]) => unknown;

/** One of the objects that a template may ask for more than its members, such as `$esc`; templates cannot change it. */
export class VelocityTool {
  private readonly macros: ReadonlyMap<string, Macro>;
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(macros: Readonly<Record<string, Macro>>, values: Readonly<Record<string, unknown>> = {}) {
    this.macros = new Map(Object.entries(macros));
    this.values = new Map(Object.entries(values));
    Object.freeze(this);
  }

  call(name: string, args: readonly unknown[]): unknown {
    return this.macros.get(name)?.(...args);
  }

  read(name: string): unknown {
    return this.values.get(name);
  }
}
