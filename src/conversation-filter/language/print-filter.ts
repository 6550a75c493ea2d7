import { FilterExpression, Junction, Word } from './filter-expression.js';

/** Formats a filter in canonical form: keywords in capitals, values in single quotes, no redundant parentheses. */
export function printFilter(expression: FilterExpression): string {
  switch (expression.kind) {
    case 'comparison':
      return `${expression.field.text} ${expression.operator} ${quote(expression.value)}`;
    case 'membership':
      return `${expression.field.text} IN (${expression.values.map(quote).join(', ')})`;
    case 'existence':
      return `${expression.field.text} EXISTS`;
    case 'not':
      return `NOT ${isJunction(expression.operand) ? group(expression.operand) : printFilter(expression.operand)}`;
    case 'and':
      return expression.operands.map((part) => (isJunction(part) ? group(part) : printFilter(part))).join(' AND ');
    case 'or':
      return expression.operands.map(printFilter).join(' OR ');
  }
}

const isJunction = (expression: FilterExpression): expression is Junction =>
  expression.kind === 'and' || expression.kind === 'or';

const group = (expression: FilterExpression): string => `(${printFilter(expression)})`;

const quote = ({ text }: Word): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
