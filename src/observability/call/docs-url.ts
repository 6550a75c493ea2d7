/** Returns the URL of the section of docs/errors.md that explains a code. */
export const docsUrl = (base: string, code: string): string =>
  `${base.replace(/\/$/, '')}/errors.md#${code.toLowerCase()}`;
