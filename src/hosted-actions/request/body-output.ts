import { Reference } from '../../engine/velocity/parse/template-node.js';
import { Output } from '../../engine/velocity/render/output.js';
import { TemplateInputs } from './template-inputs.js';
import { encodeQueryValue } from './url-value.js';

/** A form body. Encodes each input value, so that it cannot add a parameter. */
export class FormOutput extends Output {
  constructor(private readonly inputs: TemplateInputs) {
    super();
  }

  override writeValue(text: string, reference?: Reference): void {
    this.write(this.inputs.reach(reference) ? encodeQueryValue(text) : text);
  }
}

/**
 * A JSON body. Escapes an input value inside a string, so that a quote in the value cannot end the string. Keeps existing
 * escapes, because many flows send text that is already escaped.
 */
export class JsonOutput extends Output {
  private isInString = false;
  private isAfterBackslash = false;

  constructor(private readonly inputs: TemplateInputs) {
    super();
  }

  override write(text: string): void {
    super.write(text);
    for (const character of text) {
      if (this.isAfterBackslash) this.isAfterBackslash = false;
      else if (character === '\\') this.isAfterBackslash = this.isInString;
      else if (character === '"') this.isInString = !this.isInString;
    }
  }

  override writeValue(text: string, reference?: Reference): void {
    this.write(this.isInString && this.inputs.reach(reference) ? withinString(text) : text);
  }
}

/** A JSON escape, a single backslash, or a character that must be escaped (RFC 8259 §7). */

const PIECE = /\\(?:["\\/bfnrt]|u[\da-f]{4})|[\\"\u0000-\u001f]/gi;

const withinString = (text: string): string =>
  text.replace(PIECE, (piece) => (piece.length > 1 ? piece : JSON.stringify(piece).slice(1, -1)));
