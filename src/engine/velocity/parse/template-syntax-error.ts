import { EngineError } from '../../limits/engine-error.js';

/** A template that Velocity cannot read; `offset` is the position in its text. */
export class TemplateSyntaxError extends EngineError {
  constructor(
    reason: string,
    readonly offset: number,
  ) {
    super(`${reason} (character ${offset + 1})`);
  }
}
