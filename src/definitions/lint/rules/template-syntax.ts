import { parse } from 'velocityjs';
import { Rule } from '../rule.js';

export const TEMPLATE_SYNTAX: Rule = {
  id: 'template-syntax',
  severity: 'error',
  summary: 'a template that Velocity cannot read, such as an `#if` without `#end`',
  check: ({ templates, success }) =>
    [...templates, ...(success ? [success] : [])]
      .filter(({ text }) => !isReadable(text) || !isClosed(text))
      .map(({ node }) => ({
        node,
        message: 'Velocity cannot read this template',
        fix: 'close every ${, every bracket of a macro, and every #if and #foreach by #end',
      })),
};

function isReadable(template: string): boolean {
  try {
    parse(template);
    return true;
  } catch {
    return false;
  }
}

/** The parser takes a block without its end. */
function isClosed(text: string): boolean {
  const opened = text.match(/#\{?(?:if|foreach|macro|define)\b/g) ?? [];
  const closed = text.match(/#\{?end\b/g) ?? [];
  return opened.length === closed.length;
}
