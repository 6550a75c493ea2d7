import { EmbeddedActionsParser, IToken } from 'chevrotain';
import {
  Comparison,
  ComparisonOperator,
  Existence,
  FilterExpression,
  join,
  Membership,
  negate,
  Word,
} from './filter-expression.js';
import { FilterMessages } from './filter-messages.js';
import { And, Bare, Close, Comma, Compare, Exists, In, Not, Open, Or, Quoted, TOKENS } from './filter-tokens.js';

type Condition = (field: Word) => FilterExpression;

/** Grammar of conversation filters: OR of ANDs of comparisons, with NOT and parentheses. */
export class FilterGrammar extends EmbeddedActionsParser {
  constructor() {
    super(TOKENS, { errorMessageProvider: new FilterMessages() });
    this.performSelfAnalysis();
  }

  readonly expression = this.RULE('expression', (): FilterExpression => {
    const operands = [this.SUBRULE(this.conjunction)];
    this.MANY(() => {
      this.CONSUME(Or);
      operands.push(this.SUBRULE2(this.conjunction));
    });
    return this.ACTION(() => join('or', operands));
  });

  private readonly conjunction = this.RULE('conjunction', (): FilterExpression => {
    const operands = [this.SUBRULE(this.term)];
    this.MANY(() => {
      this.CONSUME(And);
      operands.push(this.SUBRULE2(this.term));
    });
    return this.ACTION(() => join('and', operands));
  });

  /** Counts NOTs instead of recursing, so that a long chain cannot overflow the stack. */
  private readonly term = this.RULE('term', (): FilterExpression => {
    let negations = 0;
    this.MANY(() => {
      this.CONSUME(Not);
      negations += 1;
    });
    const operand = this.OR([
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.existence) },
      { ALT: () => this.SUBRULE(this.comparison) },
    ]);
    return this.ACTION(() => (negations % 2 === 0 ? operand : negate(operand)));
  });

  private readonly group = this.RULE('group', (): FilterExpression => {
    this.CONSUME(Open);
    const expression = this.SUBRULE(this.expression);
    this.CONSUME(Close);
    return expression;
  });

  /** Parses `EXISTS wrapUpCode` and `EXISTS (wrapUpCode)`. The rule `condition` parses `wrapUpCode EXISTS`. */
  private readonly existence = this.RULE('existence', (): Existence => {
    this.CONSUME(Exists);
    const field = this.OR([
      { ALT: () => this.SUBRULE(this.field) },
      {
        ALT: () => {
          this.CONSUME(Open);
          const field = this.SUBRULE2(this.field);
          this.CONSUME(Close);
          return field;
        },
      },
    ]);
    return { kind: 'existence', field };
  });

  private readonly comparison = this.RULE('comparison', (): FilterExpression => {
    const field = this.SUBRULE(this.field);
    const condition = this.SUBRULE(this.condition);
    return this.ACTION(() => condition(field));
  });

  private readonly condition = this.RULE('condition', (): Condition => {
    let isNegated = false;
    return this.OR([
      { ALT: () => this.SUBRULE(this.comparisonCondition) },
      {
        ALT: () => {
          this.OPTION(() => {
            this.CONSUME(Not);
            isNegated = true;
          });
          const condition = this.SUBRULE(this.membershipOrExistence);
          return (field: Word) => (isNegated ? negate(condition(field)) : condition(field));
        },
      },
    ]);
  });

  private readonly comparisonCondition = this.RULE('comparisonCondition', (): Condition => {
    const operator = this.CONSUME(Compare).image as ComparisonOperator;
    const value = this.SUBRULE(this.value);
    return (field): Comparison => ({ kind: 'comparison', field, operator, value });
  });

  private readonly membershipOrExistence = this.RULE('membershipOrExistence', (): Condition => {
    return this.OR<Condition>([
      { ALT: () => this.SUBRULE(this.membership) },
      {
        ALT: () => {
          this.CONSUME(Exists);
          return (field): Existence => ({ kind: 'existence', field });
        },
      },
    ]);
  });

  private readonly membership = this.RULE('membership', (): Condition => {
    const values: Word[] = [];
    this.CONSUME(In);
    this.CONSUME(Open);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => values.push(this.SUBRULE(this.value)) });
    this.CONSUME(Close);
    return (field): Membership => ({ kind: 'membership', field, values });
  });

  private readonly field = this.RULE('field', (): Word => wordOf(this.CONSUME(Bare, { LABEL: 'field' })));

  private readonly value = this.RULE('value', (): Word =>
    this.OR([{ ALT: () => wordOf(this.CONSUME(Bare)) }, { ALT: () => unquoted(this.CONSUME(Quoted)) }]),
  );
}

const wordOf = ({ image, startOffset }: IToken): Word => ({ text: image, at: startOffset });

const unquoted = ({ image, startOffset }: IToken): Word => ({
  text: image.slice(1, -1).replace(/\\([^])/g, '$1'),
  at: startOffset,
});
