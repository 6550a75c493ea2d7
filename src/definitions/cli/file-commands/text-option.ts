import { existsSync, readFileSync } from 'node:fs';
import { DefinitionError } from '../../action/definition-error.js';

/** Returns the value of an option: JSON text itself, or the content of the named file. */
export function textFrom(option: string, value: string): string {
  if (/^\s*[[{"]/.test(value) || !existsSync(value)) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch (error) {
    throw new DefinitionError(`${option}: cannot read ${value}: ${(error as Error).message}`);
  }
}
