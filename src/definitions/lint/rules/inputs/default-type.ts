import { contractMisfits } from '../../../../engine/contract/contract-check.js';
import { EngineError } from '../../../../engine/limits/engine-error.js';
import { parseJson } from '../../../../engine/json/parse-json.js';
import { JsonMap } from '../../../../engine/json/json-value.js';
import { VelocityTemplate } from '../../../../engine/velocity/velocity.js';
import { DefinitionFile } from '../../document/definition-file.js';
import { isIndefinite } from '../../rule/definite-path.js';
import { defaultFor, memberBefore } from '../../document/output-contract.js';
import { Problem, Rule } from '../../rule/rule.js';

const FIRST = /\$!?\{?successTemplateUtils\.firstFromArray\(\s*"\$!?\{?\w+\}?"\s*,\s*("(?:[^"]|"")*"|'[^']*')\s*\)/g;

export const DEFAULT_TYPE: Rule = {
  id: 'default-type',
  severity: 'warning',
  summary: 'a default that does not match the contract of its output: the call fails if it is used',
  check: (file) => [...defaultsOfPaths(file), ...defaultsOfFirst(file)],
};

function defaultsOfPaths(file: DefinitionFile): Problem[] {
  return file.defaults.flatMap(({ name, node, value }) => {
    const schema = file.output.schemaOf(name, file.success);
    const path = file.translations.find((member) => member.name === name)?.value;
    if (schema === undefined || typeof value !== 'string' || isIndefinite(path)) return [];
    return misfit(schema, value, (why) => ({
      node,
      message: `if the path of ${name} finds nothing, the call fails: the default ${value} does not match the output contract (${why})`,
      fix: `write ${JSON.stringify(defaultFor(schema))}, or change the contract`,
    }));
  });
}

function defaultsOfFirst({ success, output }: DefinitionFile): Problem[] {
  if (success === undefined) return [];
  return [...success.text.matchAll(FIRST)].flatMap(({ index, 1: literal = '""' }) => {
    const schema = output.properties.get(memberBefore(success.text, index) ?? '');
    const value = renderedText(literal);
    if (schema === undefined || value === undefined) return [];
    return misfit(schema, value, (why) => ({
      node: success.node,
      at: index,
      message: `if the list is empty, the call fails: the default ${value} of firstFromArray does not match the output contract (${why})`,
      fix: `write ${defaultFor(schema) === '""' ? '"$esc.quote$esc.quote"' : `"${defaultFor(schema)}"`} as the second argument`,
    }));
  });
}

function misfit(schema: Readonly<Record<string, unknown>>, text: string, problem: (why: string) => Problem): Problem[] {
  try {
    const [first] = contractMisfits(schema, parseJson(text));
    return first === undefined ? [] : [problem(first.replace(/^\/ /, ''))];
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}

/** Returns a literal as Velocity renders it. */
function renderedText(literal: string): string | undefined {
  try {
    const context: JsonMap = new Map();
    return new VelocityTemplate(`#set($default_ = ${literal})$default_`).render(context);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
