import { DefinitionSource } from '../source/definition-source.js';
import { readJsonSource } from '../source/json-source.js';
import { DefinitionFile } from './document/definition-file.js';
import { Finding } from './rule/finding.js';
import { Problem } from './rule/rule.js';
import { RULES } from './rules.js';
import { NOT_JSON } from './rules/file/not-json.js';
import { SourceText } from '../../json/source-text.js';

/**
 * Lints the Data Actions of a file.
 *
 * @param text export of Genesys Cloud, or file to import
 * @returns findings in file order
 */
export function lintDefinition(text: string): Finding[] {
  return lintSource(readJsonSource('', text));
}

/** Lints the Data Actions of a source. @returns findings in file order */
export function lintSource({ text, definitions, problem }: DefinitionSource): Finding[] {
  const places = new SourceText(text);
  if (problem !== undefined) {
    const fix = 'correct the text at this place, or export the action again';
    const { severity, id: rule } = NOT_JSON;
    return [{ ...places.position(problem.offset), severity, rule, message: problem.message, fix, action: '' }];
  }
  return definitions
    .flatMap(({ label, root }) => {
      const file = new DefinitionFile(text, root);
      return RULES.flatMap(({ id, severity, check }) =>
        check(file).map((found) => ({
          ...places.position(offsetOf(places, file, found)),
          severity: found.severity ?? severity,
          rule: id,
          message: found.message,
          fix: found.fix,
          action: label,
          ...(found.edit !== undefined && { edit: found.edit }),
        })),
      );
    })
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function offsetOf(places: SourceText, { root }: DefinitionFile, { node = root, at }: Problem): number {
  return at === undefined ? node.offset : places.offsetInString(node, at);
}
