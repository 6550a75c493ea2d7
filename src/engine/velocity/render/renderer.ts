import { EngineError, LimitExceeded } from '../../limits/engine-error.js';
import { WorkBudget } from '../../limits/work-budget.js';
import { javaText } from '../objects/java-text.js';
import { Value } from '../objects/velocity-object.js';
import { Block, Expression, ForeachStatement, MacroCall } from '../parse/template-node.js';
import { MacroDefinition, Reference, Statement, Template } from '../parse/template-node.js';
import { parseTemplate } from '../parse/template-parser.js';
import { Evaluation } from './evaluation.js';
import { iterable } from './iterable.js';
import { Output } from './output.js';
import { DefinedBlock, ForeachScope, StopSignal } from './scopes.js';

/** Maximum depth of macro calls within macros, as in Velocity. */
const MAX_CALLS = 20;
/** Maximum number of renderings of a defined block within itself, as in Velocity. */
const MAX_SELF_REFERENCES = 2;
/** Maximum nesting of evaluated strings, macros and loops at run time. */
const MAX_DEPTH = 100;

/** Renders one template with its variables. */
export class Renderer {
  private readonly evaluation: Evaluation;
  private readonly macros = new Map<string, MacroDefinition>();
  private calls = 0;
  private depth = 0;

  constructor(
    readonly variables: Map<string, Value>,
    readonly budget: WorkBudget,
  ) {
    this.evaluation = new Evaluation(this);
  }

  /** @throws EngineError */
  render(template: Template, output = new Output()): string {
    this.addMacros(template);
    this.untilStopped(() => this.block(template.block, output), true);
    return output.text;
  }

  interpolate(template: Template): string {
    const output = new Output();
    this.nested(() => this.block(template.block, output));
    return output.text;
  }

  private block(block: Block, output: Output): void {
    for (const statement of block) this.statement(statement, output);
  }

  private statement(statement: Statement, output: Output): void {
    this.budget.spend();
    switch (statement.kind) {
      case 'text':
        return output.write(statement.text);
      case 'reference':
        return this.reference(statement, output);
      case 'set':
        return this.evaluation.assign(statement.target, this.evaluation.value(statement.value));
      case 'if': {
        const met = statement.branches.find(({ condition }) => this.evaluation.isMet(condition));
        return this.block(met?.body ?? statement.otherwise, output);
      }
      case 'foreach':
        return this.nested(() => this.foreach(statement, output));
      case 'define':
        return this.define(statement);
      case 'call':
        return this.nested(() => this.call(statement, output));
      case 'evaluate':
        return this.evaluate(statement.source, output);
      case 'break':
        throw new StopSignal(this.scopeOf(statement.scope));
      case 'stop':
        throw new StopSignal('template');
    }
  }

  private reference(reference: Reference, output: Output): void {
    const { backslashes, literal, isQuiet } = reference;
    const value = this.evaluation.reference(reference);
    const prefix = '\\'.repeat(Math.floor(backslashes / 2));
    if (backslashes % 2 === 1) output.write(`${prefix}${value === null ? '\\' : ''}${literal}`);
    else {
      output.write(value === null ? prefix + prefix : prefix);
      const text = value instanceof DefinedBlock ? value.render() : value === null ? undefined : javaText(value);
      if (text !== undefined) output.writeValue(text, reference);
      else if (!isQuiet) output.writeAbsent(literal, reference);
    }
  }

  private foreach(statement: ForeachStatement, output: Output): void {
    const items = iterable(this.evaluation.value(statement.list));
    if (items === undefined || items.length === 0) return this.block(statement.otherwise, output);
    const { length } = items;
    const scope = new ForeachScope(this.variables.get('foreach'));
    const restore = this.shadow(['foreach', statement.variable]);
    this.variables.set('foreach', scope);
    for (let index = 0; index < length; index += 1) {
      if (items.length !== length)
        throw new EngineError('#foreach cannot continue: its list has changed within the loop');
      this.variables.set(statement.variable, items[index] ?? null);
      scope.index = index;
      scope.hasNext = index + 1 < length;
      if (this.untilStopped(() => this.block(statement.body, output), false, scope)) break;
    }
    restore();
  }

  private define({ name, body }: Statement & { kind: 'define' }): void {
    let depth = 0;
    const render = (): string | undefined => {
      if (depth >= MAX_SELF_REFERENCES) return undefined;
      depth += 1;
      const output = new Output();
      this.nested(() => this.untilStopped(() => this.block(body, output)));
      depth -= 1;
      return output.text;
    };
    this.variables.set(name, new DefinedBlock(render));
  }

  private call({ name, args, body, literal }: MacroCall, output: Output): void {
    const macro = this.macros.get(name);
    if (macro === undefined) return output.write(literal);
    if (this.calls >= MAX_CALLS)
      throw new LimitExceeded(`The macro #${name} calls macros deeper than ${MAX_CALLS} levels`);
    const { parameters } = macro;
    const values = parameters.map(({ defaultValue }, index) => {
      const argument = args[index] ?? defaultValue;
      return argument === undefined ? null : this.evaluation.value(argument);
    });
    const restore = this.shadow([...parameters.map((parameter) => parameter.name), 'bodyContent']);
    parameters.forEach((parameter, index) => this.variables.set(parameter.name, values[index] ?? null));
    if (body === undefined) this.variables.delete('bodyContent');
    else this.define({ kind: 'define', name: 'bodyContent', body });
    this.calls += 1;
    this.untilStopped(() => this.block(macro.body, output));
    this.calls -= 1;
    restore();
  }

  private evaluate(source: Expression, output: Output): void {
    const value = this.evaluation.value(source);
    const text = value === null ? '' : javaText(value);
    this.budget.spend(text.length);
    const template = parseTemplate(text, this.depth);
    this.addMacros(template);
    // The text may come from an input. The output may have to encode the result like the value of a reference.
    const evaluated = new Output();
    try {
      this.nested(() => this.untilStopped(() => this.block(template.block, evaluated)));
    } finally {
      output.writeValue(evaluated.text);
    }
  }

  private scopeOf(expression: Expression | undefined): 'nearest' | ForeachScope {
    if (expression === undefined) return 'nearest';
    const scope = this.evaluation.value(expression);
    if (scope instanceof ForeachScope) return scope;
    throw new EngineError('#break needs a scope such as $foreach');
  }

  private addMacros(template: Template): void {
    for (const [name, macro] of template.macros) this.macros.set(name, macro);
  }

  /** Saves the values of variables. @returns a function that restores them */
  private shadow(names: readonly string[]): () => void {
    const before = names.map((name) => [name, this.variables.get(name)] as const);
    return () => {
      for (const [name, value] of before) {
        if (value === undefined || value === null) this.variables.delete(name);
        else this.variables.set(name, value);
      }
    };
  }

  private nested(work: () => unknown): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new LimitExceeded(`The template runs deeper than ${MAX_DEPTH} levels`);
    work();
    this.depth -= 1;
  }

  /** @returns whether a stop signal ended the work */
  private untilStopped(work: () => void, isTemplate = false, scope?: ForeachScope): boolean {
    const { depth, calls } = this;
    try {
      work();
      return false;
    } catch (signal) {
      if (!(signal instanceof StopSignal) || !(isTemplate || signal.endsAt(scope))) throw signal;
      this.depth = depth;
      this.calls = calls;
      return true;
    }
  }
}
