import { TemplateSyntaxError } from '../../../../engine/velocity/parse/template-syntax-error.js';
import { parseTemplate } from '../../../../engine/velocity/parse/template-parser.js';
import { Problem, Rule } from '../../rule/rule.js';
import { Template } from '../../document/template.js';

export const TEMPLATE_SYNTAX: Rule = {
  id: 'template-syntax',
  severity: 'error',
  summary: 'a template with a syntax error, such as an `#if` without `#end`: every call fails',
  check: ({ templates, success }) => [...templates, ...(success ? [success] : [])].flatMap(defectOf),
};

function defectOf({ text, node }: Template): Problem[] {
  try {
    parseTemplate(text);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const message = `every call fails: Velocity cannot parse this template: ${error.message}`;
    return [
      {
        node,
        at: error.offset,
        message,
        fix: 'close every ${ and every bracket, and end every #if and #foreach with #end',
      },
    ];
  }
}
