const text = { type: 'string' };

/** Describes an object. All properties are required by default. */
const objectOf = <P extends object>(properties: P, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

/** Request body of the token endpoint, for the OpenAPI document. Swagger UI sends the examples. */
export const TOKEN_FORM = objectOf(
  {
    grant_type: { ...text, enum: ['client_credentials'], description: 'The only supported grant' },
    scope: { ...text, description: 'Scopes of the client, separated by spaces. Default: all', example: '' },
    client_id: { ...text, description: 'Client id, for credentials in the form instead of the header', example: '' },
    client_secret: {
      ...text,
      format: 'password',
      description: 'Client secret, together with `client_id`',
      example: '',
    },
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
  error_description: { ...text, description: 'Reason, as readable text' },
});

export const KEY_SET = objectOf({
  keys: {
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Public keys; the first one signs new tokens',
  },
});
