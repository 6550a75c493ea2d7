import { applyDecorators, Type } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ActionError } from '../../errors/action-error.js';
import { FAILURE_STYLES } from '../../envelope/envelope.js';
import { errorResponse } from '../../envelope/error-response.js';
import { IdempotencyInProgress, IdempotencyKeyReused } from '../../errors/idempotency-errors.js';
import {
  InsufficientScope,
  InvalidInput,
  PayloadTooLarge,
  Unauthenticated,
  UnsupportedMediaType,
} from '../../errors/request-errors.js';
import { UpstreamRejected, UpstreamUnavailable } from '../../errors/upstream-errors.js';
import { DataActionMetadata } from '../contract/data-action.metadata.js';
import { CallContext } from '../contract/request-envelope.js';
import { EXAMPLE_CORRELATION_ID, ResponseEnvelope } from '../../envelope/response-envelope.js';
import { envelopeSchema, refer } from './envelope-schema.js';

/** Possible failures of every action, with an example of each HTTP status. */
const FAILURES: readonly (readonly [ActionError, string])[] = [
  [new InvalidInput('customer_id should not be empty'), 'Invalid body or header; `errors` names the reason'],
  [new Unauthenticated('expired'), 'Missing or invalid bearer token'],
  [new InsufficientScope('dataaction:read'), 'The token lacks the scope, or the address of the caller is not allowed'],
  [new PayloadTooLarge('The body is larger than 512000 bytes'), 'The body is too large'],
  [new UnsupportedMediaType('The body must be application/json'), 'The body is not application/json'],
  [new UpstreamRejected('CRM', 403), 'An upstream rejected the call'],
  [new UpstreamUnavailable('CRM', 503), 'Temporary failure; retry after `Retry-After` seconds'],
];

/** Additional failures of writes. */
const CONFLICTS: typeof FAILURES = [
  [new IdempotencyInProgress(5_000), 'The same write is still executing, or its outcome is unknown; see `code`'],
  [new IdempotencyKeyReused(), 'The idempotency key was used with another payload'],
];

/** Describes a Data Action's handler for the OpenAPI document. */
export function DescribeAction(action: DataActionMetadata, method: string): ClassDecorator {
  return (Class) => {
    const { prototype } = Class as unknown as { prototype: object };
    const { inputClass, outputClass, extras, failureStyle = 'status' } = action;
    const response = (Class?: Type<object>): object => envelopeSchema(Class, extras?.fields);
    const isWrite = action.effect === 'write';
    const isCached = action.effect === 'read' && action.cache !== undefined;
    applyDecorators(ApiTags('Data Actions'), ApiBearerAuth())(Class);
    applyDecorators(
      ApiExtraModels(inputClass, outputClass, ResponseEnvelope, CallContext, ...(extras ? [extras.fields] : [])),
      ApiOperation({ summary: action.summary, description: `Requires the scope \`${action.scope}\`.` }),
      ApiHeader({
        name: 'X-Failure-Style',
        required: false,
        description:
          '`status`: the HTTP status reports a failure. `in-body`: the HTTP status is 200, and only the envelope reports it.',
        schema: { type: 'string', enum: [...FAILURE_STYLES], default: failureStyle },
      }),
      ApiHeader({
        name: 'X-Action-Timeout-Ms',
        required: false,
        description: 'Shortens the deadline; cannot extend it.',
        schema: { type: 'integer', minimum: 1 },
      }),
      ...(isWrite
        ? [
            ApiHeader({
              name: 'Idempotency-Key',
              required: false,
              description:
                'A repeated write with the same key is not executed again and returns the first result. Default: ' +
                '`idempotency_key` of the body; without it, a key from interaction and flow of an enveloped call.',
              schema: { type: 'string', minLength: 1, maxLength: 255 },
              example: 'evt-2026-11-21-a1b2c3d4',
            }),
          ]
        : []),
      ...(isCached
        ? [
            ApiHeader({
              name: 'Cache-Control',
              required: false,
              description: '`no-cache` skips the cache entry and replaces it.',
              schema: { type: 'string' },
            }),
          ]
        : []),
      ApiBody({ required: true, schema: { anyOf: [refer(inputClass), enveloped(inputClass)] } }),
      ApiResponse({ status: 200, description: 'The output', schema: response(outputClass) }),
      ...[...FAILURES, ...(isWrite ? CONFLICTS : [])].map(([error, description]) => {
        const { body } = errorResponse(error, 'status', EXAMPLE_CORRELATION_ID);
        const example = { ...body, ...extras?.ofFailure(error) };
        return ApiResponse({ status: error.httpStatus, description, schema: { ...response(), example } });
      }),
    )(prototype, method, Object.getOwnPropertyDescriptor(prototype, method) ?? {});
  };
}

const enveloped = (inputClass: Type<object>): object => ({
  title: 'Enveloped',
  allOf: [refer(CallContext), { type: 'object', required: ['data'], properties: { data: refer(inputClass) } }],
});
