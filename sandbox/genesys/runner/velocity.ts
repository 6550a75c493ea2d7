import { Compile, Helper, parse } from 'velocityjs';
import type { JsonObject } from '../../json-object.js';
import { ExecutionError } from './execution-error.js';
import { MACROS } from './velocity-macros.js';
import { callMethod, readMember } from './velocity-methods.js';

type Node = ReturnType<typeof parse>[number];

/** A step of a reference: `.name`, `[index]` or `.name(…)`. */
interface Step {
  readonly type: 'property' | 'index' | 'method';
  readonly id: string | Node;
  readonly args?: readonly Node[] | false;
}

/** A template that reaches its own data and the platform's macros, and nothing of JavaScript. */
class Template extends Compile {
  /** Takes the place of the library's: members must be the value's own, methods must be listed. */
  getAttributes({ type, id, args }: Step, value: unknown): unknown {
    if (typeof id !== 'string') return readMember(value, this.getLiteral(id));
    if (type === 'property') return readMember(value, id);
    const given = (args || []).map((arg): unknown => this.getLiteral(arg));
    return callMethod(value, id, given) ?? undefined;
  }

  /** Takes the place of the library's: a reference such as `$name(…)` calls nothing. */
  getPropMethod(): undefined {
    return undefined;
  }

  /** Only the template's own macros and `#stop`; any other directive is text, `#eval` too. */
  protected override getMacro(ast: Node): string {
    const { id } = ast as { id: string };
    return id === 'stop' || Object.hasOwn(this.macrosStore, id)
      ? super.getMacro(ast)
      : Helper.getRefText(ast as Parameters<typeof Helper.getRefText>[0]);
  }
}

/**
 * Renders a Velocity template as the platform does: a reference that leads nowhere prints its own text, or nothing where
 * it is written with `!`.
 *
 * @throws ExecutionError where the template cannot be read
 */
export function render(what: string, template: string, context: Readonly<JsonObject>): string {
  const known = Object.entries(structuredClone(context)).filter(([, value]) => value !== null && value !== undefined);
  const members = Object.assign(Object.create(null) as JsonObject, Object.fromEntries(known), MACROS);
  try {
    return new Template(parse(template, Object.create(null) as Record<string, boolean>)).render(members);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExecutionError(`The ${what} is no Velocity template that can be rendered: ${reason.slice(0, 500)}`);
  }
}
