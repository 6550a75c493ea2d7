import { inspect } from 'node:util';

type Style = 'magenta' | 'red' | 'yellow' | 'green' | 'blue' | 'gray' | 'white' | 'cyan';

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  fatal: 'magenta',
  error: 'red',
  warn: 'yellow',
  info: 'green',
  debug: 'blue',
  trace: 'gray',
};

interface LogLine {
  readonly level?: string;
  readonly time?: string;
  readonly msg?: string;
  readonly name?: string;
  readonly err?: { readonly stack?: string };
  readonly [field: string]: unknown;
}

/** Start of a call's line: `customer-lookup 200 OK api 12.3 ms`. The other fields follow as `name=value`. */
const CALL_FIELDS = ['action', 'method', 'path', 'status', 'code', 'source', 'duration_ms', 'stages_ms'];

/**
 * Turns a JSON log line into a line for a person: time, level, message, and the other fields as `name=value`. The lines of a
 * stack follow.
 *
 * @param hasColors whether the terminal shows colors
 */
export function prettyLine(json: string, hasColors: boolean): string {
  const paint = (style: Style, text: string): string => (hasColors && text !== '' ? painted(style, text) : text);
  const { level = '', time = '', msg = '', name, err, ...fields } = JSON.parse(json) as LogLine;
  const isCall = msg === 'call';
  const rest = Object.entries(fields).filter(([field]) => !isCall || !CALL_FIELDS.includes(field));
  const parts = [
    paint('gray', time.slice(11, 23)),
    paint(LEVEL_STYLES[level] ?? 'white', level.toUpperCase().padEnd(5)),
    isCall ? callText(fields, paint) : [name && paint('cyan', `[${name}]`), printable(msg)].filter(Boolean).join(' '),
    ...rest.map(([field, value]) => paint('gray', `${field}=${printable(textOf(value))}`)),
  ];
  return `${parts.join(' ')}\n${err === undefined ? '' : errorText(err)}`;
}

function painted(style: Style, text: string): string {
  const [open, close] = inspect.colors[style] ?? [0, 0];
  return `\u001b[${open}m${text}\u001b[${close}m`;
}

function callText(fields: LogLine, paint: (style: Style, text: string) => string): string {
  const { action, method, path, status, code, source, duration_ms: durationMs } = fields;
  const target = action ?? [method, path].filter(Boolean).join(' ');
  const outcome = `${String(status)} ${String(code)}`;
  const origin = source === 'none' || source === undefined ? '' : ` ${textOf(source)}`;
  return `${printable(textOf(target))} ${paint(code === 'OK' ? 'green' : 'red', printable(outcome))}${printable(origin)} ${textOf(durationMs)} ms`;
}

function errorText(err: NonNullable<LogLine['err']>): string {
  const lines = (err.stack ?? textOf(err)).split('\n');
  return lines.map((line) => `    ${printable(line.trimEnd())}\n`).join('');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Escapes control characters, so that texts of callers cannot move the cursor or change colors. */
const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
