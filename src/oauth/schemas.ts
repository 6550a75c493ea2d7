const text = { type: 'string' };

/** Describes an object. All properties are required by default. */
const objectOf = <P extends object>(properties: P, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

/** Request body of the token endpoint, for the OpenAPI document. */
export const TOKEN_FORM = objectOf(
  {
    grant_type: { ...text, enum: ['client_credentials'] },
    scope: { ...text, description: 'Scopes of the client, separated by spaces. Default: all' },
    client_id: { ...text, description: 'For credentials in the body instead of Basic' },
    client_secret: { ...text, format: 'password' },
  },
  ['grant_type'],
);

export const ISSUED_TOKEN = objectOf({
  access_token: text,
  token_type: text,
  expires_in: { type: 'integer' },
  scope: text,
});

export const OAUTH_FAILURE = objectOf({ error: text, error_description: text });

export const KEY_SET = objectOf({
  keys: { type: 'array', items: { type: 'object', additionalProperties: true } },
});
