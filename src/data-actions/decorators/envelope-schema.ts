import { Type } from '@nestjs/common';
import { getSchemaPath } from '@nestjs/swagger';
import { ResponseEnvelope } from '../../envelope/response-envelope.js';

const EMPTY_DATA = { type: 'object', description: 'Empty on a failure.' };

/** Returns a reference to the schema of a class. */
export const refer = (Class: Type<object>): { $ref: string } => ({ $ref: getSchemaPath(Class) });

/**
 * Returns the schema of a response with an output, or of a failure. `extraFields` are on the same level as the fields of the
 * envelope.
 */
export const envelopeSchema = (
  outputClass: Type<object> | undefined,
  extraFields: Type<object> | undefined,
): object => ({
  allOf: [
    refer(ResponseEnvelope),
    ...(extraFields ? [refer(extraFields)] : []),
    { type: 'object', required: ['data'], properties: { data: outputClass ? refer(outputClass) : EMPTY_DATA } },
  ],
});
