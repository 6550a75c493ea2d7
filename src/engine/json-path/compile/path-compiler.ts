import { BracketReader } from './bracket-reader.js';
import { CharacterIndex } from '../syntax/character-index.js';
import { EngineError } from '../../limits/engine-error.js';
import { readParameters } from './function-parameters.js';
import { InvalidPath } from '../syntax/path-error.js';
import { CompiledPath, PathToken } from '../syntax/path-token.js';

/** Parses a path inside another one. */
export type PathParser = (text: string) => CompiledPath;

const MAX_LENGTH = 20_000;
const MAX_TOKENS = 500;
/** Levels of paths inside filters inside paths. */
const MAX_NESTING = 20;

/**
 * Parses a JSONPath as Jayway JsonPath does. A path without `$` begins at the root: `id` is `$.id`, and `.id` is `$..id`.
 *
 * @throws InvalidPath
 */
export function compilePath(text: string): CompiledPath {
  return new PathCompiler(0).compile(text);
}

/** Nesting is counted so that a hostile path cannot exhaust the stack. */
class PathCompiler {
  constructor(private readonly depth: number) {}

  compile(text: string): CompiledPath {
    if (this.depth > MAX_NESTING) throw new InvalidPath(`Filters are nested deeper than ${MAX_NESTING} levels`);
    if (text.length > MAX_LENGTH) throw new InvalidPath(`The path is longer than ${MAX_LENGTH} characters`);
    try {
      let cursor = new CharacterIndex(text).trim();
      if (!isContext(cursor.charAt(0))) cursor = new CharacterIndex(`$.${text}`).trim();
      if (cursor.lastIs('.')) throw new InvalidPath('A path must not end with a dot');
      return this.read(cursor);
    } catch (error) {
      if (error instanceof InvalidPath || !(error instanceof EngineError)) throw error;
      throw new InvalidPath(error.message);
    }
  }

  /** Reads a path that must begin with `$` or `@`. */
  read(cursor: CharacterIndex): CompiledPath {
    while (cursor.inBounds() && /[ \t\r\n]/.test(cursor.current)) cursor.position += 1;
    const context = cursor.current;
    if (!isContext(context)) throw new InvalidPath('A path must begin with $ or @');
    const tokens: PathToken[] = [];
    if (!cursor.isAtTail()) {
      cursor.position += 1;
      if (!/[.[]/.test(cursor.current))
        throw new InvalidPath(`Unexpected ${cursor.current} after ${context}: expected . or [`);
      const inner = new PathCompiler(this.depth + 1);
      const brackets = new BracketReader(cursor, (path) => inner.compile(path));
      do {
        if (tokens.length > MAX_TOKENS) throw new InvalidPath(`The path has more than ${MAX_TOKENS} steps`);
        this.readToken(cursor, brackets, tokens);
      } while (!cursor.isAtTail());
    }
    return new CompiledPath(context === '$', tokens).withScanAsParameter();
  }

  private readToken(cursor: CharacterIndex, brackets: BracketReader, tokens: PathToken[]): void {
    if (cursor.current === '.') this.readDots(cursor, tokens);
    if (cursor.current === '[') {
      tokens.push(brackets.read());
    } else if (cursor.current === '*') {
      cursor.position += 1;
      tokens.push({ kind: 'wildcard' });
    } else {
      tokens.push(this.readName(cursor));
    }
  }

  private readDots(cursor: CharacterIndex, tokens: PathToken[]): void {
    if (cursor.nextIs('.')) {
      tokens.push({ kind: 'scan' });
      cursor.position += 2;
    } else if (!cursor.inBounds(cursor.position + 1)) {
      throw new InvalidPath('A path must not end with a dot');
    } else {
      cursor.position += 1;
    }
    if (cursor.current === '.') throw new InvalidPath(`Unexpected dot at character ${cursor.position + 1}`);
  }

  /** `name` or `name(…)` */
  private readName(cursor: CharacterIndex): PathToken {
    if (cursor.current === ' ') throw new InvalidPath('A name cannot begin with a blank');
    const start = cursor.position;
    let end = start;
    while (cursor.inBounds(end) && !/[.[(]/.test(cursor.charAt(end))) {
      if (cursor.charAt(end) === ' ') throw new InvalidPath("Write ['…'] around a name that has blanks");
      end += 1;
    }
    const name = cursor.slice(start, end);
    if (!cursor.inBounds(end) || cursor.charAt(end) !== '(') {
      cursor.position = end;
      return { kind: 'property', names: [name] };
    }
    this.checkParentheses(cursor, end, name);
    if (!cursor.inBounds(end + 1) || cursor.charAt(end + 1) === ')') {
      cursor.position = Math.min(end + 1, cursor.length);
      return { kind: 'function', name, parameters: [] };
    }
    cursor.position = end + 1;
    const inner = new PathCompiler(this.depth + 1);
    const parameters = readParameters(cursor, name, (text) => inner.read(new CharacterIndex(text)));
    return { kind: 'function', name, parameters };
  }

  private checkParentheses(cursor: CharacterIndex, open: number, name: string): void {
    let depth = 1;
    for (let index = open + 1; index < cursor.length && depth > 0; index += 1) {
      if (cursor.charAt(index) === ')') depth -= 1;
      else if (cursor.charAt(index) === '(') depth += 1;
    }
    if (depth !== 0) throw new InvalidPath(`The arguments of the function ${name} are not closed`);
  }
}

const isContext = (character: string): boolean => character === '$' || character === '@';
