const text = { type: 'string' };

/** An object whose members are all there, unless it says otherwise. */
const objectOf = <P extends object>(properties: P, required = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
});

/** What the token endpoint takes, for the OpenAPI document. */
export const TOKEN_FORM = objectOf(
  {
    grant_type: { ...text, enum: ['client_credentials'] },
    scope: { ...text, description: 'Some of the scopes of the client, with blanks between; unset: all' },
    client_id: { ...text, description: 'Where the credentials do not come as Basic' },
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
