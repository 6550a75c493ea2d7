export const CREDENTIAL_TYPES = ['oauth', 'basic', 'api-key'] as const;
export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

interface Credential {
  /** Headers of an action. The platform adds Basic credentials itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** Type name in the platform's API. */
  readonly terraformType: string;
  /** Name of each credential field of the integration, and the Terraform variable with its value. */
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
