const text = (description: string): object => ({ type: 'string', minLength: 1, description });
const seconds = (description: string): object => ({ type: 'number', minimum: 0, maximum: 31_536_000, description });
const count = (description: string, maximum: number): object => ({ type: 'integer', minimum: 1, maximum, description });
const object = (description: string, properties: object, more: object = {}): object => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
  ...more,
});

const NAME = '^[a-z0-9]+(?:-[a-z0-9]+)*$';
const STATUS = { type: 'integer', minimum: 400, maximum: 499 };
const VALUE = { type: ['string', 'number'] };

const CREDENTIAL = {
  type: 'object',
  description: 'Source of the value: env or file.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    env: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      description: 'Environment variable. NAME_FILE can name a file with the value instead.',
    },
    file: text('File with the value, absolute or relative to the policy file. It is read again after a change.'),
  },
};

const NOT_FOUND = object(
  'Responses of the upstream that mean "not found". They count as a success.',
  {
    status: {
      anyOf: [STATUS, { type: 'array', minItems: 1, items: STATUS }],
      description: 'Statuses that mean "not found", for example 404.',
    },
    where: object(
      'Narrows the statuses to responses with one of these values at a JSONPath.',
      {
        path: text('JSONPath, for example $.code'),
        equals: { anyOf: [VALUE, { type: 'array', minItems: 1, items: VALUE }], description: 'Accepted values.' },
      },
      { required: ['path', 'equals'] },
    ),
    emptyAt: text(
      'JSONPath. A successful response means "not found" too if the value at this path is missing, null or empty.',
    ),
    output: {
      type: 'object',
      description: `The output for "not found". Default: the definition's output for an empty response, {}.`,
    },
  },
  { anyOf: [{ required: ['status'] }, { required: ['emptyAt'] }] },
);

/** JSON Schema of `NAME.policy.yaml`. `schemas/` contains a copy of it for editors. */
export const POLICY_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Policy of a hosted Data Action',
  description: 'Settings of a hosted Data Action that its definition cannot contain. Each key is optional.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: NAME, maxLength: 250, description: 'Name of the action. Default: the file name.' },
    summary: text('One sentence about the action, for the catalogue.'),
    effect: { enum: ['read', 'write'], description: 'Default: a GET is a read, anything else is a write.' },
    version: count(
      'Increase it when the output changes: older cached outputs are no longer used. Default: 1.',
      1_000_000,
    ),
    failureStyle: {
      enum: ['status', 'in-body'],
      description: 'Failure style for callers that do not send X-Failure-Style.',
    },
    cache: object('Reads only. Without this key nothing is cached; {} caches with the default times.', {
      ttlSeconds: {
        ...seconds('How long an output is fresh. Default: CACHE_TTL_SECONDS.'),
        minimum: 0.001,
      },
      revalidateSeconds: seconds('How long after ttlSeconds an output is served while a new one is loaded.'),
      staleSeconds: seconds('How long after revalidateSeconds an output is served if the upstream fails. 0: never.'),
      notFoundSeconds: seconds('How long a "not found" output is cached. Default: 30.'),
    }),
    idempotency: object('Writes only.', {
      header: {
        type: 'string',
        pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
        description: 'Header for the idempotency key, if the upstream honours one.',
      },
      repeatable: {
        type: 'boolean',
        description:
          'True if sending the request twice has the same effect as sending it once. Default: true if header is set.',
      },
      replaySeconds: seconds('How long repeated calls get the stored output. Default: IDEMPOTENCY_TTL_SECONDS.'),
    }),
    retry: object('Retries of one call.', {
      attempts: count('Attempts, the first included. 1: never retry. Default: RETRY_ATTEMPTS.', 10),
    }),
    timeoutSeconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 60,
      description: 'Time limit of one attempt. Default: UPSTREAM_TIMEOUT_MS.',
    },
    concurrency: count(
      'Maximum number of concurrent executions in one process. Default: only the limit of the upstream.',
      100_000,
    ),
    credentials: {
      type: 'object',
      description: 'The values of ${credentials.NAME} in the templates.',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]*$' },
      additionalProperties: CREDENTIAL,
    },
    auth: text('Name of the customAuth action that provides ${authResponse.…}. Default: the only one in the folder.'),
    notFound: NOT_FOUND,
  },
} as const;
