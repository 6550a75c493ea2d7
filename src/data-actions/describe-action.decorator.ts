import { applyDecorators, Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { FAILURE_STYLES } from '../errors/error-envelope.js';
import { DataActionMetadata } from './data-action.metadata.js';
import { CallContext } from './request-envelope.js';
import { ResponseEnvelope } from './response-envelope.js';

/** The failures that any action may answer with, as the OpenAPI document lists them. */
const FAILURES: Readonly<Record<number, string>> = {
  400: 'The body or a header cannot be taken; `errors` says why',
  401: 'No bearer token, or one that is not valid',
  403: 'The token lacks the scope, or the address of the caller is not allowed',
  413: 'The body is too large',
  415: 'The body is not application/json',
  424: 'An upstream refused the call',
  429: 'A passing failure: try again after `Retry-After` seconds',
};

/** Describes a Data Action's handler for the OpenAPI document. */
export function DescribeAction(action: DataActionMetadata, method: string): ClassDecorator {
  return (Class) => {
    const { prototype } = Class as unknown as { prototype: object };
    const { inputClass, outputClass } = action;
    applyDecorators(ApiTags('Data Actions'), ApiBearerAuth())(Class);
    applyDecorators(
      ApiExtraModels(inputClass, outputClass, ResponseEnvelope, CallContext),
      ApiOperation({ summary: action.summary, description: `Needs the scope \`${action.scope}\`.` }),
      ApiHeader({
        name: 'X-Failure-Style',
        required: false,
        description: 'How a failure is told: by the HTTP status, or with HTTP 200 and the envelope alone.',
        schema: { type: 'string', enum: [...FAILURE_STYLES] },
      }),
      ApiHeader({
        name: 'X-Action-Timeout-Ms',
        required: false,
        description: "The flow's own patience; may only shorten the deadline.",
        schema: { type: 'integer', minimum: 1 },
      }),
      ApiBody({ required: true, schema: { oneOf: [refer(inputClass), enveloped(inputClass)] } }),
      ApiResponse({ status: 200, description: 'The output', schema: answer(outputClass) }),
      ...Object.entries(FAILURES).map(([status, description]) =>
        ApiResponse({ status: Number(status), description, schema: answer() }),
      ),
    )(prototype, method, Object.getOwnPropertyDescriptor(prototype, method) ?? {});
  };
}

const refer = (Class: Type<object>): { $ref: string } => ({ $ref: getSchemaPath(Class) });

const enveloped = (inputClass: Type<object>): object => ({
  title: 'Enveloped',
  allOf: [refer(CallContext), { type: 'object', required: ['data'], properties: { data: refer(inputClass) } }],
});

const answer = (outputClass?: Type<object>): object => ({
  allOf: [
    refer(ResponseEnvelope),
    { type: 'object', required: ['data'], properties: { data: outputClass ? refer(outputClass) : { type: 'object' } } },
  ],
});
