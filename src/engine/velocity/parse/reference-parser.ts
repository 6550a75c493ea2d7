import { ExpressionContext, ExpressionParser } from './expression-parser.js';
import { TemplateCursor } from './template-cursor.js';
import { Expression, Reference, ReferenceStep } from './template-node.js';

const BACKSLASHES = /\\*/y;
/** `$`, `$!`, `${` or `$!{` before a name. Velocity 1.7 also allows a `$` after the brace. */
const OPENING = /\$(!?)(\{\$?)?(?=[A-Za-z_])/y;
const NAME = /[A-Za-z_]\w*/y;
/** Name in braces. The platform allows hyphens. Velocity 2 rejects `${a-b}`, so it has no other meaning. */
const NAME_IN_BRACES = /[A-Za-z_][\w-]*/y;
const ARGUMENTS = /\(\s*["'$[{()\-!.\w]/y;

export class ReferenceParser {
  private readonly expressions: ExpressionParser;
  private readonly args: ExpressionParser;

  constructor(private readonly context: ExpressionContext) {
    this.expressions = new ExpressionParser(context);
    this.args = new ExpressionParser(context, true);
  }

  /** Reads a reference with the backslashes before it. If there is none at the cursor, returns undefined and does not move. */
  read(): Reference | undefined {
    const { cursor } = this.context;
    const before = cursor.at;
    const backslashes = cursor.tryConsumeMatch(BACKSLASHES)?.length ?? 0;
    const start = cursor.at;
    const [opening, bang = '', brace] = cursor.match(OPENING) ?? [];
    if (opening === undefined) {
      cursor.at = before;
      return undefined;
    }
    cursor.at += opening.length;
    const isFormal = brace !== undefined;
    const root = cursor.tryConsumeMatch(isFormal ? NAME_IN_BRACES : NAME) ?? '';
    const steps = this.steps(cursor, isFormal);
    const alternate = isFormal ? this.alternate(cursor) : undefined;
    if (isFormal) cursor.expect('}', `The reference ${cursor.text.slice(start, start + 40)}`);
    const end = cursor.at;
    const literal = cursor.text.slice(start, end);
    return { kind: 'reference', start, end, root, steps, isQuiet: bang !== '', backslashes, alternate, literal };
  }

  private steps(cursor: TemplateCursor, isFormal: boolean): ReferenceStep[] {
    const steps: ReferenceStep[] = [];
    for (;;) {
      if (cursor.current === '[') {
        steps.push(this.index(cursor));
      } else if (cursor.match(/\.(?=[A-Za-z_])/y) !== null) {
        cursor.at += 1;
        steps.push(this.member(cursor, isFormal));
      } else {
        return steps;
      }
    }
  }

  private index(cursor: TemplateCursor): ReferenceStep {
    cursor.at += 1;
    const index = cursor.nested(() => this.expressions.expression());
    cursor.expect(']', 'An index');
    return { kind: 'index', index };
  }

  private member(cursor: TemplateCursor, isFormal: boolean): ReferenceStep {
    const name = cursor.tryConsumeMatch(isFormal ? NAME_IN_BRACES : NAME) ?? '';
    // An opening bracket without an argument is text after a property.
    if (cursor.match(ARGUMENTS) === null) return { kind: 'property', name };
    cursor.at += 1;
    const args: Expression[] = [];
    cursor.skipSpace();
    if (cursor.tryConsume(')')) return { kind: 'method', name, args };
    do args.push(cursor.nested(() => this.args.expression()));
    while (cursor.tryConsume(','));
    cursor.expect(')', `The call of ${name}`);
    return { kind: 'method', name, args };
  }

  private alternate(cursor: TemplateCursor): Expression | undefined {
    return cursor.tryConsume('|') ? cursor.nested(() => this.expressions.expression()) : undefined;
  }
}
