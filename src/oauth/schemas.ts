const text = { type: 'string' };

/** Describes an object. All properties are required by default. */
const objectOf = <P extends object>(properties: P, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

/** Request body of the token endpoint, for the OpenAPI document. The examples are what Swagger UI sends. */
export const TOKEN_FORM = objectOf(
  {
    grant_type: { ...text, enum: ['client_credentials'], description: 'The only supported grant' },
    scope: { ...text, description: 'Scopes of the client, separated by spaces. Default: all', example: '' },
    client_id: { ...text, description: 'For credentials in the form instead of Basic', example: '' },
    client_secret: { ...text, format: 'password', description: 'Goes with `client_id`', example: '' },
  },
  ['grant_type'],
);

export const ISSUED_TOKEN = objectOf({
  access_token: { ...text, description: 'Signed JWT' },
  token_type: { ...text, description: '`Bearer`' },
  expires_in: { type: 'integer', description: 'Lifetime in seconds' },
  scope: { ...text, description: 'Granted scopes, separated by spaces' },
});

export const OAUTH_FAILURE = objectOf({
  error: { ...text, description: 'Error code of RFC 6749, for example `invalid_client`' },
  error_description: { ...text, description: 'Reason, for people' },
});

export const KEY_SET = objectOf({
  keys: {
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Public keys, the newest first',
  },
});
