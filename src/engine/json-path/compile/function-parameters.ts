import { parseLenientJson } from '../../json/lenient-json.js';
import type { CharacterIndex } from '../syntax/character-index.js';
import { InvalidPath } from '../syntax/path-error.js';
import type { FunctionParameter } from '../syntax/path-token.js';
import type { PathParser } from './path-compiler.js';

type Groups = Record<'(' | '[' | '{' | '"', number>;

const OPENING: Readonly<Record<string, '[' | '{'>> = { '}': '{', ']': '[' };

/**
 * Reads the parameters of a function call. The cursor is after the opening parenthesis. Each parameter is JSON, or a
 * path that may contain function calls.
 *
 * @throws InvalidPath
 */
export function readParameters(cursor: CharacterIndex, name: string, parsePath: PathParser): FunctionParameter[] {
  const groups: Groups = { '(': 1, '[': 0, '{': 0, '"': 0 };
  const parameters: FunctionParameter[] = [];
  let type: 'json' | 'path' | undefined;
  let text = '';
  let previous = '';
  let isDone = false;
  while (cursor.inBounds() && !isDone) {
    const character = cursor.current;
    cursor.position += 1;
    if (type === undefined && /\s/.test(character)) continue;
    type ??= typeOf(character);
    count(groups, character, previous);
    if (character === ')' && (groups['('] < 0 || previous === '(')) text += character;
    if ((character === ')' || character === ',') && endsParameter(groups, character)) {
      isDone = groups['('] === 0;
      if (type !== undefined) parameters.push(type === 'json' ? jsonOf(text) : { path: parsePath(text) });
      text = '';
      type = undefined;
    }
    if (type !== undefined && !(character === ',' && isOutermost(groups))) text += character;
    previous = character;
  }
  if (groups['{'] !== 0 || groups['('] !== 0 || groups['['] !== 0)
    throw new InvalidPath(`The arguments of the function ${name} are not closed`);
  return parameters;
}

function typeOf(character: string): 'json' | 'path' | undefined {
  if (/[{\d"-]/.test(character)) return 'json';
  return character === '$' || character === '@' ? 'path' : undefined;
}

function count(groups: Groups, character: string, previous: string): void {
  const opening = OPENING[character];
  if (character === '"') groups['"'] += previous !== '\\' && groups['"'] > 0 ? -1 : 1;
  else if (character === '(' || character === '[' || character === '{') groups[character] += 1;
  else if (character === ')') groups['('] -= 1;
  else if (opening !== undefined) {
    if (groups[opening] === 0) throw new InvalidPath(`Unexpected ${character} in the arguments of a function`);
    groups[opening] -= 1;
  }
}

function endsParameter(groups: Groups, character: string): boolean {
  if (groups['"'] !== 0 || groups['{'] !== 0 || groups['['] !== 0) return false;
  return (groups['('] === 0 && character === ')') || groups['('] === 1;
}

const isOutermost = (groups: Groups): boolean => groups['{'] === 0 && groups['['] === 0 && groups['('] === 1;

function jsonOf(text: string): FunctionParameter {
  return { json: parseLenientJson(text) };
}
