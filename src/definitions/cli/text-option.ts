import { existsSync, readFileSync } from 'node:fs';
import { DefinitionError } from '../action/definition-error.js';

/** The value of an option that is a text, or the path of a file with the text. JSON itself counts as a text. */
export function textFrom(option: string, value: string): string {
  if (/^\s*[[{"]/.test(value) || !existsSync(value)) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    throw new DefinitionError(`${option}: cannot read ${value}: ${(error as Error).message}`);
  }
}
