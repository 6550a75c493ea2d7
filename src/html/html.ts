import { visibleText } from './visible-text.js';

/** Markup that needs no escaping. */
export class Html {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Tag for markup templates. Escapes inserted values except `Html`. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(markup.map((text, index) => text + render(parts[index] ?? '')).join(''));
}

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeHtml(String(part));
}

/** Escapes text for element content and quoted attributes, and makes control characters visible. */
const escapeHtml = (text: string): string =>
  visibleText(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
