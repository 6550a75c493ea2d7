import { isMap, JsonValue } from '../../json/json-value.js';
import { jsonText } from '../../json/json-text.js';
import { parseLenientJson } from '../../json/lenient-json.js';
import { javaText } from '../objects/java-text.js';
import type { Value } from '../objects/velocity-object.js';
import { DateTool } from './date-tool.js';
import { ESCAPE_TOOL } from './escape-tool.js';
import { MATH_TOOL } from './math-tool.js';
import { NUMBER_TOOL } from './number-tool.js';
import { Tool } from './tool.js';

const ENCODING_TOOL = new Tool('encoding', {
  'base64(o)': (_, { all: [value] }) => (value === null ? null : Buffer.from(javaText(value)).toString('base64')),
});

/** The platform's macros for success templates. */
const SUCCESS_TEMPLATE_TOOL = new Tool('successTemplateUtils', {
  'firstFromArray(o)': (_, { all: [list] }) => firstOf(list, ''),
  'firstFromArray(oo)': (_, { all: [list, otherwise] }) => firstOf(list, otherwise),
});

/** Returns the tools of every template of the platform, by name. */
export const toolsAt = (now: () => Date): readonly (readonly [string, Value])[] => [
  ['esc', ESCAPE_TOOL],
  ['math', MATH_TOOL],
  ['number', NUMBER_TOOL],
  ['date', new DateTool(now)],
  ['encoding', ENCODING_TOOL],
  ['successTemplateUtils', SUCCESS_TEMPLATE_TOOL],
];

export const TOOL_NAMES: readonly string[] = toolsAt(() => new Date(0)).map(([name]) => name);

/** Returns the first item of a list in JSON text, as JSON text; `otherwise` if there is none. */
function firstOf(list: Value, otherwise: Value): Value {
  const items = typeof list === 'string' ? parsed(list) : list;
  const first: Value = Array.isArray(items) ? items[0] : undefined;
  if (first === undefined || first === null) return otherwise;
  return isJson(first) ? jsonText(first) : javaText(first);
}

function parsed(text: string): Value {
  try {
    return parseLenientJson(text);
  } catch {
    return undefined;
  }
}

const isJson = (value: Value): value is JsonValue =>
  typeof value !== 'object' || value === null || Array.isArray(value) || isMap(value);
