/** Scalar types of both the platform and JSON Schema. */
const SCALAR_TYPES = ['boolean', 'integer', 'number', 'string'] as const;
export type ScalarType = (typeof SCALAR_TYPES)[number];

export const isScalar = (type: string | undefined): type is ScalarType =>
  SCALAR_TYPES.some((scalar) => scalar === type);

/** Default of an absent value: the platform's maps do not support null. */
export const EMPTY: Readonly<Record<ScalarType, unknown>> = { boolean: false, integer: 0, number: 0, string: '' };
