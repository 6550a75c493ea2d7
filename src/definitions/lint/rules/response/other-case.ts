import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';

const ROOTS = ['input', 'credentials', 'authResponse'];

export const OTHER_CASE: Rule = {
  id: 'other-case',
  severity: 'warning',
  summary: '`$Input` instead of `$input`: names are case-sensitive, so the reference is sent as text',
  check: ({ templates }) =>
    templates.flatMap(({ node, references }) =>
      onceEach(
        references.filter(({ root }) => !ROOTS.includes(root) && rightCase(root) !== undefined),
        ({ root }) => root,
      ).map(([root, { start }]) => ({
        node,
        at: start,
        message: `$${root} is unknown to Velocity: the text itself is sent`,
        fix: `write $${rightCase(root) ?? root}`,
      })),
    ),
};

const rightCase = (root: string): string | undefined =>
  ROOTS.find((known) => known.toLowerCase() === root.toLowerCase());
