import { Reference } from '../../engine/velocity/parse/template-node.js';
import { Output } from '../../engine/velocity/render/output.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { HostFromInput } from './host-from-input.js';
import { TemplateInputs } from './template-inputs.js';
import { checkSegment, encodePathValue, encodeQueryValue } from './url-value.js';

type Part = 'origin' | 'path' | 'query' | 'fragment';

/** The position of an input value in the rendered URL. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/**
 * The URL of a rendered template. Encodes each value that an input can influence, so that the value can never change the
 * host or add a path segment or a parameter.
 */
export class UrlOutput extends Output {
  private address = '';
  private readonly places: Place[] = [];

  /** @param isRelative whether the URL begins with its path */
  constructor(
    private readonly inputs: TemplateInputs,
    private readonly isRelative: boolean,
  ) {
    super();
  }

  override write(text: string): void {
    super.write(text);
    this.address += this.address === '' ? text.trimStart() : text;
  }

  override writeValue(text: string, reference?: Reference): void {
    if (this.inputs.reach(reference)) this.writeInput(text, nameOf(reference), isEncoded(reference));
    else this.write(text);
  }

  override writeAbsent(literal: string, reference: Reference): void {
    if (this.part !== 'query')
      throw new InvalidInput(`${nameOf(reference)} is required: it is part of the upstream URL`);
    this.writeInput(literal, nameOf(reference), false);
  }

  /** @throws InvalidInput for a segment that would lead to another resource */
  override get text(): string {
    this.checkPath();
    const text = this.address.trimEnd();
    const end = text.indexOf('#');
    return end < 0 ? text : text.slice(0, end);
  }

  private writeInput(text: string, name: string, isEncodedAlready: boolean): void {
    const { part } = this;
    if (part === 'origin') throw new HostFromInput(name);
    if (part === 'path' && !isEncodedAlready && /[/\\]|%2f|%5c/i.test(text))
      throw new InvalidInput(`${name} is one segment of the upstream URL: it cannot contain a slash`);
    const start = this.address.length;
    this.write(part === 'path' ? encodePathValue(text) : encodeQueryValue(text));
    this.places.push({ start, end: this.address.length, name });
  }

  private get part(): Part {
    const rest = this.isRelative ? this.address : this.address.replace(/^https?:\/\/[^/?#]*(?=[/?#])/i, '');
    if (this.isRelative ? !/^[/?#]/.test(rest) : rest === this.address) return 'origin';
    if (rest.includes('#')) return 'fragment';
    return rest.includes('?') ? 'query' : 'path';
  }

  private checkPath(): void {
    const [origin = ''] = this.isRelative ? [''] : (/^https?:\/\/[^/?#]*/i.exec(this.address) ?? ['']);
    const path = this.address.slice(origin.length).split(/[?#]/, 1)[0] ?? '';
    let start = origin.length;
    for (const segment of path.split('/')) {
      const end = start + segment.length;
      const found = this.places.filter((place) => place.start <= end && place.end >= start);
      if (found.length > 0) checkSegment(segment.trimEnd(), found.map(({ name }) => name).join(', '));
      start = end + 1;
    }
  }
}

/** Returns whether the template encodes the value itself: `$esc.url($input.x)`. */
function isEncoded(reference: Reference | undefined): boolean {
  const [step] = reference?.root === 'esc' ? reference.steps : [];
  return step?.kind === 'method' && /^(?:url|urlFormEncode|uriEncode)$/.test(step.name);
}

/** Returns the name of the input in a reference. */
function nameOf(reference: Reference | undefined): string {
  const [, name] = /\binput\.(\w[\w-]*)/.exec(reference?.literal ?? '') ?? [];
  return name ?? reference?.literal ?? 'an input';
}
