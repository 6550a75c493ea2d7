import { EngineError } from '../../limits/engine-error.js';
import { javaText } from '../objects/java-text.js';
import type { Method } from '../objects/method-table.js';
import type { Value } from '../objects/velocity-object.js';
import { HTML_ENTITIES } from './html-entities.js';
import { Tool } from './tool.js';

const ofText =
  (escape: (text: string) => string): Method<undefined> =>
  (_, { all: [value] }) =>
    value === null ? null : escape(javaText(value));

const constant =
  (value: Value): Method<undefined> =>
  () =>
    value;

/** Escapes texts: `EscapeTool` of Velocity Tools, with the names that the platform adds. */
export const ESCAPE_TOOL = new Tool('esc', {
  'jsonString(o)': ofText(jsonString),
  'jsonEncode(o)': ofText(jsonString),
  'url(o)': ofText(formEncoded),
  'urlFormEncode(o)': ofText(formEncoded),
  'uriEncode(o)': ofText(percentEncoded),
  'unurl(o)': ofText(formDecoded),
  'html(o)': ofText((text) =>
    text.replace(/[^]/gu, (character) => MARKUP[character] ?? HTML_ENTITIES.get(character) ?? character),
  ),
  'xml(o)': ofText((text) => text.replace(/[&<>"']/g, (character) => MARKUP[character] ?? '&apos;')),
  'java(o)': ofText((text) => codeEscaped(text, /["\\]/)),
  'javascript(o)': ofText((text) => codeEscaped(text, /["'\\/]/)),
  'json(o)': ofText((text) => codeEscaped(text, /["\\/]/)),
  'sql(o)': ofText((text) => text.replaceAll("'", "''")),
  'propertyKey(o)': ofText((text) => propertyEscaped(text, true)),
  'propertyValue(o)': ofText((text) => propertyEscaped(text, false)),
  'velocity(o)': ofText((text) => text.replaceAll('$', '${esc.d}').replaceAll('#', '${esc.h}')),
  'unicode(o)': ofText((text) => String.fromCodePoint(Number.parseInt(text.replace(/^\\u/, ''), 16))),
  'getDollar()': constant('$'),
  'getD()': constant('$'),
  'getHash()': constant('#'),
  'getH()': constant('#'),
  'getBackslash()': constant('\\'),
  'getB()': constant('\\'),
  'getQuote()': constant('"'),
  'getQ()': constant('"'),
  'getSingleQuote()': constant("'"),
  'getS()': constant("'"),
  'getNewline()': constant('\n'),
  'getN()': constant('\n'),
  'getExclamation()': constant('!'),
  'getE()': constant('!'),
});

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const CONTROLS: Readonly<Record<string, string>> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' };

/** Returns a text as the content of a JSON string (RFC 8259 §7). */
function jsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Encodes like `java.net.URLEncoder`: a blank becomes `+`, and only letters, digits and `.-*_` stay. */
function formEncoded(text: string): string {
  return percentEncoded(text).replaceAll('%20', '+').replaceAll('%2A', '*').replaceAll('~', '%7E');
}

/** Percent-encodes everything but the unreserved characters of RFC 3986 §2.3. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?')).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new EngineError(`$esc.unurl: ${text.slice(0, 100)} is not URL-encoded`);
  }
}

function codeEscaped(text: string, special: RegExp): string {
  return text.replace(/[^]/g, (character) => {
    if (special.test(character)) return `\\${character}`;
    return (
      CONTROLS[character] ??
      (/[ -~]/.test(character) ? character : unicodeEscape(character).toUpperCase().replace('U', 'u'))
    );
  });
}

function propertyEscaped(text: string, isKey: boolean): string {
  return text.replace(/[^]/g, (character, at: number) => {
    if (/[\t\n\f\r]/.test(character)) return CONTROLS[character] ?? '';
    const isEscaped = /[\\#!=:]/.test(character) || (character === ' ' && (isKey || at === 0));
    const shown = /[ -~]/.test(character) ? character : unicodeEscape(character);
    return (isEscaped ? '\\' : '') + shown;
  });
}

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
