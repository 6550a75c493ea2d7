import { Node } from 'jsonc-parser';
import { VelocityReference } from './velocity-reference.js';
import { VelocityScanner } from './velocity-scanner.js';

export type TemplateRole = 'url' | 'header' | 'json' | 'form' | 'other' | 'success';

export class Template {
  readonly references: readonly VelocityReference[];
  readonly locals: ReadonlySet<string>;
  readonly hasDirectives: boolean;

  constructor(
    readonly role: TemplateRole,
    readonly node: Node,
    readonly text: string,
  ) {
    const { references, locals, hasDirectives } = new VelocityScanner(text);
    this.references = references;
    this.locals = locals;
    this.hasDirectives = hasDirectives;
  }

  /** Replaces all outermost references. */
  filled(valueOf: (reference: VelocityReference) => string): string {
    let filled = '';
    let from = 0;
    for (const reference of this.references) {
      if (reference.start < from) continue;
      filled += this.text.slice(from, reference.start) + valueOf(reference);
      from = reference.end;
    }
    return filled + this.text.slice(from);
  }
}

/** Returns the kind of a request body by its start, without directives. */
export function roleOfBody(text: string): TemplateRole {
  const start = text.replace(/#set\s*\(.*?\)\s*\n/g, '').trimStart();
  if (/^[{[]/.test(start)) return 'json';
  return /^[\w.-]+=/.test(start) ? 'form' : 'other';
}
