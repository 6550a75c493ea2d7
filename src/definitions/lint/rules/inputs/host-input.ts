import { DefinitionFile } from '../../document/definition-file.js';
import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';
import { inputOf } from '../../document/velocity-reference.js';

export const HOST_INPUT: Rule = {
  id: 'host-input',
  severity: 'warning',
  summary: 'an input determines the host: a caller can redirect the credentials and the data',
  check: (file) => {
    const url = file.templates.find(({ role }) => role === 'url');
    if (url === undefined) return [];
    const end = endOfHost(url.text);
    return onceEach(
      url.references.filter(({ start, isInDirective }) => start < end && !isInDirective),
      inputOf,
    )
      .filter(([name]) => file.isFreeText(name))
      .map(([name, { start }]) => ({
        node: url.node,
        at: start,
        message:
          `${name} determines the host: with a manipulated ${name}, the flow sends ` +
          `${hasSecrets(file) ? 'the credentials and the data' : 'the data'} to another host`,
        fix: `write a fixed host, or list the allowed values in the contract: "${name}": {"type": "string", "enum": [...]}`,
      }));
  },
};

/** Returns where the path of a URL begins. If a URL starts with a reference, the reference contains the host. */
export function endOfHost(text: string): number {
  const [scheme = ''] = /^\s*https?:\/\//i.exec(text) ?? [];
  if (scheme === '')
    return text.trimStart().startsWith('$') && !/^\s*\$[^/]*\//.test(text)
      ? text.length
      : /^\s*\$/.test(text)
        ? text.indexOf('/')
        : 0;
  const path = text.slice(scheme.length).search(/[/?#](?![^{(]*[})])/);
  return path < 0 ? text.length : scheme.length + path;
}

const hasSecrets = ({ templates }: DefinitionFile): boolean =>
  templates.some(({ references }) => references.some(({ root }) => root === 'credentials' || root === 'authResponse'));
