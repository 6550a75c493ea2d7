/** What Velocity leaves in the text where the flow gave it no value. */
const REFERENCE = /\$!?\{[A-Za-z][\w.-]*\}|\$!?input\.[A-Za-z][\w-]*/;

/** Whether a text still holds a reference that the Data Action's request template should have filled. */
export const hasTemplateReference = (text: string): boolean => REFERENCE.test(text);

/**
 * Finds every value that still holds an unrendered template.
 *
 * @param path the name of the field that holds `value`, for the messages
 * @returns one readable message a field
 */
export function findUnrendered(value: unknown, path: string): string[] {
  if (typeof value === 'string') return hasTemplateReference(value) ? [describe(path)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => findUnrendered(item, path === '' ? key : `${path}.${key}`));
}

const describe = (path: string): string =>
  `${path} still holds an unrendered template: the Data Action's request template did not fill it`;
