/** The types that the platform and JSON Schema have in common for single values. */
const SCALAR_TYPES = ['boolean', 'integer', 'number', 'string'] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];

export const isScalar = (type: string | undefined): type is ScalarType =>
  SCALAR_TYPES.some((scalar) => scalar === type);

/** What stands for a value that is not there: the platform's maps cannot fall back on null. */
export const EMPTY: Readonly<Record<ScalarType, unknown>> = { boolean: false, integer: 0, number: 0, string: '' };
