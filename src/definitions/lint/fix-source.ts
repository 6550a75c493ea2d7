import { hclText } from '../export/hcl.js';
import { DefinitionSource } from '../source/definition-source.js';
import { readJsonSource } from '../source/json-source.js';
import { readTerraformSource } from '../source/terraform-source.js';
import { lintSource } from './lint-definition.js';
import { Edit } from './rule/rule.js';

/** Maximum number of rounds. One fix can make another fix possible. */
const MAX_ROUNDS = 20;

/** Applies all safe fixes. A safe fix does not change a call that works. */
export function fixedText(source: DefinitionSource): string {
  let current = source;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const edits = editsOf(current);
    if (edits.length === 0) return current.text;
    const text = withEdits(current, edits);
    if (text === current.text) return text;
    const read = current.format === 'terraform' ? readTerraformSource : readJsonSource;
    current = read(current.path, text);
  }
  return current.text;
}

/** Returns at most one edit per string, last in the file first. */
function editsOf(source: DefinitionSource): Edit[] {
  const byOffset = new Map(
    lintSource(source).flatMap(({ edit }) => (edit === undefined ? [] : [[edit.node.offset, edit] as const])),
  );
  return [...byOffset.values()].toSorted((a, b) => b.node.offset - a.node.offset);
}

function withEdits({ text, format }: DefinitionSource, edits: readonly Edit[]): string {
  return edits.reduce((before, { node: { offset, length }, value }) => {
    // Heredocs are not edited.
    if (format === 'terraform' && before[offset] !== '"') return before;
    const written = format === 'terraform' ? hclText(value) : JSON.stringify(value);
    return before.slice(0, offset) + written + before.slice(offset + length);
  }, text);
}
