/** What was asked for cannot be done, and its message says why in one line: to be shown as it is, without a stack. */
export class DefinitionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DefinitionError';
  }
}
