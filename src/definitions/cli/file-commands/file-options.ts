import { parseArgs } from 'node:util';
import { DefinitionError } from '../../action/definition-error.js';

const OPTIONS = {
  check: { type: 'boolean' },
  fix: { type: 'boolean' },
  format: { type: 'string' },
  try: { type: 'string' },
  input: { type: 'string' },
  response: { type: 'string' },
  credentials: { type: 'string' },
  'auth-response': { type: 'string' },
  'input-defaults': { type: 'boolean' },
  test: { type: 'boolean' },
  propose: { type: 'string' },
  convert: { type: 'boolean' },
  to: { type: 'string' },
  out: { type: 'string' },
  diff: { type: 'boolean' },
  host: { type: 'boolean' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Options that select the command. */
const COMMANDS = ['check', 'fix', 'try', 'test', 'convert', 'diff', 'host'] as const;

export type FileCommandName = (typeof COMMANDS)[number];

/** Parsed command line of a command on files. */
export interface FileOptions {
  readonly command: FileCommandName;
  readonly values: ReturnType<typeof parse>['values'];
  readonly paths: readonly string[];
}

/** Returns whether the arguments select a command on files. */
export const isFileCommand = (args: readonly string[]): boolean =>
  args.some((arg) => COMMANDS.some((name) => arg === `--${name}` || arg.startsWith(`--${name}=`)));

/** @throws DefinitionError if the command line is invalid */
export function readFileOptions(args: readonly string[]): FileOptions {
  const { values, positionals } = parse(args);
  const chosen = COMMANDS.filter((name) => values[name] !== undefined && !(name === 'fix' && values.check === true));
  const [command] = chosen;
  if (command === undefined || chosen.length > 1)
    throw new DefinitionError(`Choose one of ${COMMANDS.map((name) => `--${name}`).join(', ')}`);
  return { command, values, paths: positionals };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new DefinitionError(String((error as Error).message.split(/\. |\n/)[0]));
  }
}
