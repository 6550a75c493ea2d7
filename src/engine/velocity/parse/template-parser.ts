import { BlockParser } from './block-parser.js';
import { TemplateCursor } from './template-cursor.js';
import { MacroDefinition, Template } from './template-node.js';

const MAX_LENGTH = 2_000_000;

/**
 * Parses a Velocity template as Apache Velocity 2 does.
 *
 * @param depth nesting level of the template if it is inside a string of another template
 * @throws TemplateSyntaxError
 */
export function parseTemplate(text: string, depth = 0): Template {
  const cursor = new TemplateCursor(text, depth);
  if (text.length > MAX_LENGTH) throw cursor.error(`The template is longer than ${MAX_LENGTH} characters`);
  const macros = new Map<string, MacroDefinition>();
  const block = new BlockParser(cursor, macros, parseTemplate).template();
  return { text, block, macros };
}
