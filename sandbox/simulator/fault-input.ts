import type { Fault } from './faults.js';
import { isJsonObject, type JsonObject } from '../json/json-object.js';

/** Returns the problem of a member's value, or undefined. */
type Check = (value: unknown) => string | undefined;
type Checks = Readonly<Record<string, Check>>;

const anything: Check = () => undefined;
const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a string');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const share: Check = (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'must be a number over 0 and up to 1';
const headers: Check = (value) =>
  isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string')
    ? undefined
    : 'must be an object of strings';

function integer(from: number, to: number): Check {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to
      ? undefined
      : `must be an integer from ${from} to ${to}`;
}

const latencyMs = integer(0, 600_000);
const TIMING: Checks = { times: integer(1, 1_000_000), share, latencyMs, takesEffect: flag };

/** The members of each kind, in addition to `kind` and those of TIMING. REQUIRED lists the mandatory ones. */
const MEMBERS: Readonly<Record<Fault['kind'], Checks>> = {
  latency: {},
  status: { status: integer(200, 599), body: anything, headers },
  reset: {},
  hang: {},
  hangBody: {},
  drip: { everyMs: integer(1, 60_000) },
  cutShort: { missingBytes: integer(1, 1_000_000) },
  notJson: { text, contentType: text },
  redirect: { location: text, status: integer(300, 399) },
  oversize: { bytes: integer(14, 100_000_000), chunked: flag },
};
const REQUIRED: Readonly<Record<string, string>> = { latency: 'latencyMs', status: 'status', redirect: 'location' };

/** Reads one fault or a list of faults from JSON, and returns all problems. */
export function readFaults(json: unknown): { faults: Fault[]; problems: string[] } {
  const list = Array.isArray(json) ? json : [json];
  if (list.length === 0) return { faults: [], problems: ['at least one fault is required'] };
  const problems = list.flatMap((one, index) => problemsOf(one).map((problem) => at(list, index) + problem));
  return { faults: problems.length === 0 ? (list as Fault[]) : [], problems };
}

function at(list: readonly unknown[], index: number): string {
  return list.length === 1 ? '' : `fault ${index + 1}: `;
}

function problemsOf(json: unknown): string[] {
  if (!isJsonObject(json)) return ['a fault must be a JSON object'];
  const { kind, ...members } = json;
  if (!isKind(kind)) return [`kind must be one of ${Object.keys(MEMBERS).join(', ')}`];
  const checks = { ...TIMING, ...MEMBERS[kind] };
  const required = REQUIRED[kind];
  const absent = required !== undefined && members[required] === undefined ? [`${kind} needs ${required}`] : [];
  return [...absent, ...problemsOfMembers(members, checks)];
}

function problemsOfMembers(members: JsonObject, checks: Checks): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const problem =
      check === undefined ? `is unknown; known members are ${Object.keys(checks).join(', ')}` : check(value);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

function isKind(kind: unknown): kind is Fault['kind'] {
  return typeof kind === 'string' && Object.hasOwn(MEMBERS, kind);
}
