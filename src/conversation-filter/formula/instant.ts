import { hours, minutes, seconds } from '../../time/durations.js';
import { Word } from '../language/filter-expression.js';
import { InvalidFilter } from '../language/invalid-filter.js';

const UNITS: Readonly<Record<string, number>> = {
  s: seconds(1),
  m: minutes(1),
  h: hours(1),
  d: hours(24),
  w: hours(7 * 24),
};

/** Relative instant, for example `now-24h`. */
const RELATIVE = /^now(?:([+-])(\d{1,5})([smhdw]))?$/i;

/** ISO 8601 date with optional time and offset. Digits after the millisecond are ignored. */
const ABSOLUTE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Parses an instant that is absolute or relative to now. An instant without an offset is in UTC, as in the platform's API. A
 * date without a time means midnight.
 *
 * @returns epoch milliseconds
 * @throws InvalidFilter
 */
export function readInstant({ text, at }: Word, nowMs: number): number {
  const relative = RELATIVE.exec(text);
  if (relative) {
    const [, sign, count = '0', unit = 's'] = relative;
    const distanceMs = Number(count) * (UNITS[unit.toLowerCase()] ?? 0);
    return sign === '-' ? nowMs - distanceMs : nowMs + distanceMs;
  }
  const epochMs = absolute(text);
  if (epochMs === undefined) {
    throw new InvalidFilter("expected a time such as '2026-01-31T09:00:00Z', '2026-01-31' or now-24h", at);
  }
  return epochMs;
}

function absolute(text: string): number | undefined {
  const [, date, time = '00:00', second = '00', fraction = '', offset = 'Z'] = ABSOLUTE.exec(text) ?? [];
  if (date === undefined) return undefined;
  const local = `${date}T${time}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const localMs = Date.parse(local);
  // Date.parse accepts 31 February as a day in March.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) return undefined;
  const offsetMs = offsetOf(offset);
  return offsetMs === undefined ? undefined : localMs - offsetMs;
}

/** Returns the offset from UTC in milliseconds, or undefined if no time zone has it. */
function offsetOf(offset: string): number | undefined {
  const [, sign, hour = '0', minute = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  if (Number(hour) > 14 || Number(minute) > 59) return undefined;
  const distanceMs = hours(Number(hour)) + minutes(Number(minute));
  return sign === '-' ? -distanceMs : distanceMs;
}
