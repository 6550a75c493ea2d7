import { JsonMap } from '../json/json-value.js';
import { WorkBudget } from '../limits/work-budget.js';
import type { Value } from './objects/velocity-object.js';
import { Template } from './parse/template-node.js';
import { parseTemplate } from './parse/template-parser.js';
import { Output } from './render/output.js';
import { Renderer } from './render/renderer.js';
import { toolsAt } from './tools/platform-tools.js';

export interface RenderOptions {
  readonly budget?: WorkBudget;
  /** The time that `$date` shows. */
  readonly now?: () => Date;
  /** Receives the rendered text. A subclass can encode the values, for example for a URL. */
  readonly output?: Output;
}

/** The tools with the time of the system. They have no state, so all renderings share them. */
const SYSTEM_TOOLS = toolsAt(() => new Date());

/** A Velocity template with the semantics of Apache Velocity 2 and the platform's own macros. */
export class VelocityTemplate {
  readonly template: Template;

  /** @throws TemplateSyntaxError */
  constructor(readonly text: string) {
    this.template = parseTemplate(text);
  }

  /**
   * Renders the template. The context is copied: `#set` and the methods of lists and maps never change it.
   *
   * @throws EngineError for a call that fails, for a method that is not supported, and for a limit that is exceeded
   */
  render(context: JsonMap, { budget = new WorkBudget('template'), now, output }: RenderOptions = {}): string {
    const variables = new Map<string, Value>(now ? toolsAt(now) : SYSTEM_TOOLS);
    for (const [name, value] of context) variables.set(name, copyOf(value));
    return new Renderer(variables, budget).render(this.template, output);
  }
}

function copyOf(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Map) return new Map([...(value as JsonMap)].map(([name, member]) => [name, copyOf(member)]));
  return value;
}
