import { VelocityTool, type Macro } from './velocity-tool.js';

/** The platform's macros (help page "Velocity macros for data actions"), by the names that templates give them. */
export const MACROS: Readonly<Record<string, VelocityTool>> = {
  esc: new VelocityTool(
    {
      jsonString: ofText(jsonString),
      jsonEncode: ofText(jsonString),
      url: ofText(formEncoded),
      urlFormEncode: ofText(formEncoded),
      uriEncode: ofText(percentEncoded),
      html: ofText(markup),
      xml: ofText(markup),
    },
    { d: '$', h: '#', q: '"', s: "'", b: '\\', n: '\n' },
  ),
  encoding: new VelocityTool({ base64: ofText((text) => Buffer.from(text).toString('base64')) }),
  math: new VelocityTool({
    add: ofNumbers((one, other) => one + other),
    sub: ofNumbers((one, other) => one - other),
    mul: ofNumbers((one, other) => one * other),
    div: ofNumbers((one, other) => one / other),
    mod: ofNumbers((one, other) => one % other),
    max: ofNumbers(Math.max),
    min: ofNumbers(Math.min),
    abs: ofNumbers(Math.abs),
    round: ofNumbers(Math.round),
    floor: ofNumbers(Math.floor),
    ceil: ofNumbers(Math.ceil),
  }),
  successTemplateUtils: new VelocityTool({ firstFromArray }),
};

function ofText(macro: (text: string) => string): Macro {
  return (value) => (value === undefined || value === null ? undefined : macro(asText(value)));
}

function ofNumbers(macro: (...numbers: number[]) => number): Macro {
  return (...values) => {
    const result = macro(...values.map((value) => Number(asText(value))));
    return Number.isFinite(result) ? result : undefined;
  };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What may stand between the quotes of a JSON string (RFC 8259 §7). */
function jsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As `java.net.URLEncoder` does: a space becomes `+`, and only letters, digits and `.-*_` stay. */
function formEncoded(text: string): string {
  return percentEncoded(text).replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E');
}

/** RFC 3986 §2.3: only unreserved characters stay. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The first element of a list given as JSON text, as JSON text; the default where there is none. */
function firstFromArray(list: unknown, otherwise: unknown = ''): unknown {
  const parsed: unknown = typeof list === 'string' ? parsedOr(list) : list;
  const first: unknown = Array.isArray(parsed) ? parsed[0] : undefined;
  return first === undefined || first === null ? otherwise : JSON.stringify(first);
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
