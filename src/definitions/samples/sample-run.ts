import { isMap, JsonMap, JsonValue } from '../../engine/json/json-value.js';
import { jsonText } from '../../engine/json/json-text.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { runTrial } from '../try/try-run.js';
import { Sample } from './sample-file.js';

export interface SampleResult {
  readonly name: string;
  /** Why the sample failed; empty if it passed. */
  readonly failures: readonly string[];
  /** Declared outputs without a value. */
  readonly empty: readonly string[];
}

/** Runs a Data Action with a sample and compares the result. */
export function runSample(definition: unknown, sample: Sample): SampleResult {
  const { name, input, response } = sample;
  const result = runTrial({ definition, input, ...(response !== undefined && { response }) });
  const failures = [...errorFailures(sample, result), ...valueFailures(sample, result)];
  const output = result.get('output');
  return { name, failures, empty: output === undefined ? [] : emptyOutputs(definition, output) };
}

function errorFailures({ error: expected }: Sample, result: JsonMap): string[] {
  const error = result.get('error');
  const message = isMap(error) ? `${textOf(error.get('step'))}: ${textOf(error.get('message'))}` : undefined;
  if (expected === undefined) return message === undefined ? [] : [message];
  if (message?.includes(expected) === true) return [];
  return [
    `expected a failure with ${JSON.stringify(expected)}, but it ${message === undefined ? 'succeeded' : `failed with ${message}`}`,
  ];
}

function valueFailures({ request, output }: Sample, result: JsonMap): string[] {
  const wrong = (what: string, expected: JsonValue | undefined, actual: JsonValue | undefined): string[] => {
    if (expected === undefined || sorted(expected) === sorted(actual)) return [];
    return [`${what}: expected ${jsonText(expected)}, found ${actual === undefined ? 'nothing' : jsonText(actual)}`];
  };
  const sent = result.get('request');
  const expectedRequest = isMap(request) ? [...request] : [];
  return [
    ...expectedRequest.flatMap(([name, value]) =>
      wrong(`request.${name}`, value, isMap(sent) ? sent.get(name) : undefined),
    ),
    ...wrong('output', output, result.get('output')),
  ];
}

/** Serializes JSON with sorted members and normalised numbers (`2.0` as `2`). */
function sorted(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (isMap(value))
    return `{${[...value]
      .map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`)
      .sort()
      .join(',')}}`;
  return typeof value === 'number' ? String(value) : jsonText(value);
}

function emptyOutputs(definition: unknown, output: JsonValue): string[] {
  const declared = at(definition, ['contract', 'output', 'successSchema', 'properties']);
  if (!isObject(declared) || !isMap(output)) return [];
  return Object.keys(declared).filter((name) => isEmpty(output.get(name)));
}

function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return (Array.isArray(value) && value.length === 0) || (isMap(value) && value.size === 0);
}

function at(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), json);
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
