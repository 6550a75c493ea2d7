/** How the integration on the platform proves who it is. */
export const CREDENTIAL_TYPES = ['oauth', 'basic', 'api-key'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

interface Credential {
  /** What an action sends; Basic credentials are added by the platform itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the platform's API calls the type. */
  readonly terraformType: string;
  /** The platform's fields, by the variables that fill them. */
  readonly fields: Readonly<Record<string, string>>;
}

export const CREDENTIALS: Readonly<Record<CredentialType, Credential>> = {
  oauth: {
    headers: { Authorization: '${authResponse.token_type} ${authResponse.access_token}' },
    terraformType: 'userDefinedOAuth',
    fields: { client_id: 'client_id', client_secret: 'client_secret' },
  },
  basic: {
    headers: {},
    terraformType: 'basicAuth',
    fields: { userName: 'client_id', password: 'client_secret' },
  },
  'api-key': {
    headers: { 'X-API-Key': '${credentials.client_id}.${credentials.client_secret}' },
    terraformType: 'userDefined',
    fields: { client_id: 'client_id', client_secret: 'client_secret' },
  },
};
