import { EngineError } from '../../limits/engine-error.js';
import { asNumber } from '../render/arithmetic.js';
import { grouped } from './grouped-digits.js';
import { javaText } from './java-text.js';
import type { Value } from './velocity-object.js';

const SPECIFIER = /%(?:(\d{1,3})\$)?([-#+ 0,(]{0,7})([1-9]\d{0,9})?(?:\.(\d{1,5}))?([a-zA-Z%])/g;
const MAX_WIDTH = 1_000;

/** Formats as `String.format` for texts and numbers. @throws EngineError for an unsupported format */
export function javaFormat(format: string, values: readonly Value[]): string {
  let next = 0;
  return format.replace(SPECIFIER, (...groups: string[]) => {
    const [whole = '', position, flags = '', width = '0', precision, type = ''] = groups as (string | undefined)[];
    if (type === '%') return '%';
    if (type === 'n') return '\n';
    const index = position === undefined ? next++ : Number(position) - 1;
    if (index >= values.length) throw new EngineError(`The format ${whole} has no value`);
    const text = formatted(type, values[index], flags, precision === undefined ? undefined : Number(precision));
    return padded(text, Number(width), flags);
  });
}

function formatted(type: string, value: Value, flags: string, precision: number | undefined): string {
  switch (type) {
    case 's':
      return javaText(value).slice(0, precision);
    case 'S':
      return javaText(value).toUpperCase().slice(0, precision);
    case 'b':
      return String(value !== null && value !== false);
    case 'd':
      if (typeof value !== 'bigint') throw new EngineError(`The format %d needs an integer, not ${javaText(value)}`);
      return signed(value.toString(), flags);
    case 'x':
      if (typeof value !== 'bigint') throw new EngineError(`The format %x needs an integer, not ${javaText(value)}`);
      return value.toString(16);
    case 'f': {
      if (typeof value === 'bigint' || typeof value === 'string')
        throw new EngineError(`The format %f needs a decimal number, not ${javaText(value)}`);
      return signed(Number(javaText(asNumber(value) ?? 0)).toFixed(Math.min(precision ?? 6, 100)), flags);
    }
    default:
      throw new EngineError(`The format %${type} is not supported`);
  }
}

function signed(text: string, flags: string): string {
  const [whole = '', fraction] = text.split('.');
  const shown = flags.includes(',') ? grouped(whole, 3) : whole;
  const sign = flags.includes('+') && !text.startsWith('-') ? '+' : '';
  return sign + shown + (fraction === undefined ? '' : `.${fraction}`);
}

function padded(text: string, width: number, flags: string): string {
  if (width > MAX_WIDTH) throw new EngineError(`A format is wider than ${MAX_WIDTH} characters`);
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
