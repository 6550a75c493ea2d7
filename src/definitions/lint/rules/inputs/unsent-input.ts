import { DefinitionFile } from '../../document/definition-file.js';
import { Rule } from '../../rule/rule.js';
import { inputOf } from '../../document/velocity-reference.js';

export const UNSENT_INPUT: Rule = {
  id: 'unsent-input',
  severity: 'warning',
  summary: 'a declared input that no template sends',
  check: (file) => {
    const used = usedInputs(file);
    if (used.has('rawRequest')) return [];
    return [...file.contract.inputs.values()]
      .filter(({ name }) => !used.has(name))
      .map(({ name, key }) => ({
        node: key,
        message: file.sendsBody
          ? `${name} is declared but never sent: no template uses it`
          : `${name} is declared but never sent: a ${String(file.value('config', 'request', 'requestType'))} has no body, and the URL does not use it`,
        fix: file.sendsBody
          ? `use \${input.${name}} in a template, or remove ${name} from the contract`
          : `write ${name}=$esc.url(\${input.${name}}) into the query of the URL, or remove ${name} from the contract`,
      }));
  },
};

function usedInputs({ templates, success, sendsBody }: DefinitionFile): Set<string> {
  const sent = templates.filter(({ role }) => sendsBody || role === 'url' || role === 'header');
  const references = [...sent, ...(success ? [success] : [])].flatMap((template) => template.references);
  const isWhole = references.some(({ root, path }) => root === 'input' && path.length === 0);
  return new Set([
    ...references.flatMap((reference) => inputOf(reference) ?? []),
    ...references.flatMap(({ conditions }) => conditions).flatMap(namesIn),
    ...sent.flatMap(({ text }) => namesIn(text)),
    ...(isWhole ? ['rawRequest'] : []),
  ]);
}

/** Returns the inputs in a condition or in `$input.get("name")`. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/\binput(?:\.get\(\s*["']|\[\s*["']|\.)([\w-]+)/gi)].flatMap(({ 1: name }) => name ?? []);
