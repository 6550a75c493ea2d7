import { Problem, Rule } from '../../rule/rule.js';
import { Template } from '../../document/template.js';

export const MISSING_DOLLAR: Rule = {
  id: 'missing-dollar',
  severity: 'error',
  summary: '`{name}` or `$${name}` instead of `${name}`: every call fails',
  check: ({ success, templates, translations, contract }) => {
    const outputs = ['rawResult', ...translations.map(({ name }) => name)];
    const inputs = [...contract.inputs.keys(), 'rawRequest'].map((name) => `input.${name}`);
    return [
      ...(success ? problemsIn(success, outputs) : []),
      ...templates.filter(({ role }) => role === 'json').flatMap((template) => problemsIn(template, inputs)),
    ];
  },
};

/** Finds `{name}` without `$` and `$${name}`, outside strings. */
function problemsIn({ text, node }: Template, names: readonly string[]): Problem[] {
  const outside = withoutQuoted(text);
  return [...outside.matchAll(/(\${0,2})!?\{([\w.-]+)\}/g)].flatMap(({ index, 1: dollars = '', 2: name = '' }) => {
    if (dollars === '$' || !names.includes(name)) return [];
    const message =
      dollars === ''
        ? `every call fails: {${name}} without a $ is plain text, so the template does not produce JSON`
        : `every call fails: $\${${name}} prints a $ before the value (this form is for Terraform only), so the template does not produce JSON`;
    const value = `${text.slice(0, index)}\${${name}}${text.slice(index + dollars.length + name.length + 2)}`;
    return [{ node, at: index, message, fix: `write \${${name}}`, edit: { node, value } }];
  });
}

const withoutQuoted = (text: string): string =>
  text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, (quoted) => '_'.repeat(quoted.length));
