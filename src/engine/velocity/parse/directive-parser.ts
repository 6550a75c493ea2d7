import type { BlockParser } from './block-parser.js';
import { DirectiveArguments } from './directive-arguments.js';
import { ExpressionParser } from './expression-parser.js';
import { Block, Expression, IfBranch, Statement } from './template-node.js';

const LINE_END = /[ \t]*(?:\r\n|\n|\r)/y;

/** Parses directives and calls of macros, which begin with `#` and a name. */
export class DirectiveParser {
  private readonly expressions: ExpressionParser;

  constructor(private readonly blocks: BlockParser) {
    this.expressions = new ExpressionParser(blocks);
  }

  /**
   * @param whole the `#` and the name at the cursor
   * @param lineStart offset of the blanks before the directive
   */
  read(name: string, whole: string, lineStart: number): Statement[] {
    const { cursor } = this.blocks;
    if (name === 'set' && cursor.match(/#(?:set|\{set\})[ \t]*\(/y) !== null) return [this.set()];
    cursor.at += whole.length;
    switch (name) {
      case 'if':
        return [cursor.nested(() => this.conditional())];
      case 'foreach':
        return [cursor.nested(() => this.foreach())];
      case 'define':
        return [cursor.nested(() => this.define())];
      case 'macro':
        cursor.nested(() => this.macro());
        return [];
      case 'include':
      case 'parse':
        throw cursor.error(
          `#${name} reads another file, which a Data Action does not have: insert the text of the file here`,
        );
      default:
        return [cursor.nested(() => this.line(name, lineStart))];
    }
  }

  private set(): Statement {
    const { cursor } = this.blocks;
    const isOnOwnLine = this.blocks.isAtLineStart;
    cursor.tryConsumeMatch(/#(?:set|\{set\})[ \t]*\(\s*/y);
    const target = this.blocks.reference();
    if (target === undefined) throw cursor.error('#set needs a reference such as $name on its left');
    cursor.skipSpace();
    cursor.expect('=', '#set');
    const value = this.expressions.expression();
    cursor.expect(')', '#set');
    this.blocks.isAtLineStart = false;
    if (isOnOwnLine) this.takeLineEnd();
    return { kind: 'set', target, value };
  }

  private conditional(): Statement {
    const isOnOwnLine = this.blocks.isAtLineStart;
    const branches: IfBranch[] = [this.branch('#if')];
    let otherwise: Block = [];
    while (this.blocks.endHere() === 'elseif') {
      this.blocks.takeEnd();
      branches.push(this.branch('#elseif'));
    }
    if (this.blocks.endHere() === 'else') {
      this.blocks.takeEnd();
      this.takeLineEnd();
      otherwise = this.blocks.block();
    }
    this.end('#if', isOnOwnLine);
    return { kind: 'if', branches, otherwise };
  }

  private branch(name: string): IfBranch {
    const { cursor } = this.blocks;
    cursor.skipSpace();
    cursor.expect('(', name);
    const condition = this.expressions.expression();
    cursor.expect(')', name);
    this.takeLineEnd();
    return { condition, body: this.blocks.block() };
  }

  private foreach(): Statement {
    const { cursor } = this.blocks;
    const isOnOwnLine = this.blocks.isAtLineStart;
    const { values, words } = this.arguments('#foreach');
    const [variable, , list] = values;
    if (variable?.kind !== 'reference' || !words.has(1) || list === undefined)
      throw cursor.error('#foreach must have the form #foreach($item in $list)');
    this.startBlock();
    const body = this.blocks.block();
    let otherwise: Block = [];
    if (this.blocks.endHere() === 'else') {
      this.blocks.takeEnd();
      this.takeLineEnd();
      otherwise = this.blocks.block();
    }
    this.end('#foreach', isOnOwnLine);
    return { kind: 'foreach', variable: variable.root, list, body, otherwise };
  }

  private define(): Statement {
    const isOnOwnLine = this.blocks.isAtLineStart;
    const [target] = this.arguments('#define').values;
    if (target?.kind !== 'reference') throw this.blocks.cursor.error('#define must have the form #define($name)');
    this.startBlock();
    const body = this.blocks.block();
    this.end('#define', isOnOwnLine);
    return { kind: 'define', name: target.root, body };
  }

  private macro(): void {
    const { cursor, macros } = this.blocks;
    const isOnOwnLine = this.blocks.isAtLineStart;
    const { values, words, defaults } = this.arguments('#macro');
    const name = words.get(0);
    if (name === undefined) throw cursor.error('#macro must have the form #macro(name $first $second)');
    const parameters = values.slice(1).map((value, index) => {
      if (value?.kind !== 'reference') throw cursor.error(`The parameters of #macro(${name}) must be references`);
      return { name: value.root, defaultValue: defaults.get(index + 1) };
    });
    this.startBlock();
    const body = this.blocks.block();
    this.end('#macro', isOnOwnLine);
    macros.set(name, { name, parameters, body });
  }

  /** Directives without a block, and calls of macros. */
  private line(name: string, lineStart: number): Statement {
    const { cursor } = this.blocks;
    const isOnOwnLine = this.blocks.isAtLineStart;
    const start = lineStart + (cursor.text.slice(lineStart).match(/^[ \t]*/)?.[0].length ?? 0);
    const { values } = this.arguments(`#${name}`);
    this.blocks.isAtLineStart = false;
    const isBlock = name.startsWith('@');
    if (isBlock || isOnOwnLine) this.takeLineEnd();
    const [first] = values;
    if (name === 'stop') return { kind: 'stop' };
    if (name === 'break') return { kind: 'break', scope: first };
    if (name === 'evaluate') {
      if (first?.kind === 'reference' || first?.kind === 'interpolated' || isText(first))
        return { kind: 'evaluate', source: first };
      throw cursor.error('#evaluate needs a string or a reference');
    }
    const args = values.filter((value) => value !== undefined);
    const body = isBlock ? this.blocks.block() : undefined;
    if (isBlock) this.end(`#${name}`, isOnOwnLine);
    const literal = cursor.text.slice(lineStart, cursor.at);
    return { kind: 'call', name: name.replace('@', ''), args, body, literal, start };
  }

  private arguments(name: string): DirectiveArguments {
    return new DirectiveArguments(this.blocks, this.expressions, name);
  }

  private startBlock(): void {
    this.blocks.isAtLineStart = false;
    this.takeLineEnd();
  }

  private end(name: string, isOnOwnLine: boolean): void {
    if (this.blocks.endHere() !== 'end') throw this.blocks.cursor.error(`${name} is not closed by #end`);
    this.blocks.takeEnd();
    this.blocks.isAtLineStart = false;
    if (isOnOwnLine) this.takeLineEnd();
  }

  /** Moves past the blanks and the line break after a directive. */
  private takeLineEnd(): void {
    if (this.blocks.cursor.tryConsumeMatch(LINE_END) !== undefined) this.blocks.isAtLineStart = true;
  }
}

const isText = (value: Expression | undefined): value is Expression =>
  value?.kind === 'literal' && typeof value.value === 'string';
