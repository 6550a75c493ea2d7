import { CredentialType } from './credential-type.js';
import { definitionFiles } from './definition-files.js';
import { Definition, definitionOf, DefinitionSettings, titleOf } from './definition.js';
import { DescribedAction } from '../action/described-action.js';

const ACTION: DescribedAction = {
  name: 'opening-hours',
  summary: 'Tells whether a shop is open',
  effect: 'read',
  version: 1,
  path: '/api/v1/dataactions/opening-hours',
  input: {},
  output: {},
  extras: {},
};

const SETTINGS: DefinitionSettings = {
  url: 'https://backend.example.com/base',
  tokenUrl: 'https://login.example.com/token',
  timeoutSeconds: 10,
  failureStyle: 'in-body',
};

const headersFor = (settings: Partial<DefinitionSettings>): Definition['config']['request']['headers'] =>
  definitionOf(ACTION, { ...SETTINGS, ...settings }).config.request.headers;

const terraformFor = (credentials: CredentialType): string | undefined =>
  definitionFiles([ACTION], { ...SETTINGS, credentials }).get('terraform/main.tf');

describe('a definition', () => {
  it('has a display name that includes a later version', () => {
    expect(titleOf(ACTION)).toBe('Opening Hours');
    expect(titleOf({ ...ACTION, version: 3 })).toBe('Opening Hours v3');
  });

  it('appends the path of the action to the URL of the service', () => {
    expect(definitionOf(ACTION, SETTINGS).config.request.requestUrlTemplate).toBe(
      'https://backend.example.com/base/api/v1/dataactions/opening-hours',
    );
  });

  it("ends the call before the platform's timeout, however short", () => {
    expect(headersFor({ timeoutSeconds: 60 })).toMatchObject({ 'X-Action-Timeout-Ms': '59250' });
    expect(headersFor({ timeoutSeconds: 1 })).toMatchObject({ 'X-Action-Timeout-Ms': '250' });
  });

  it('uses the credentials of the integration', () => {
    expect(headersFor({ credentials: 'oauth' })['Authorization']).toBe(
      '${authResponse.token_type} ${authResponse.access_token}',
    );
    expect(Object.keys(headersFor({ credentials: 'basic' }))).not.toContain('Authorization');
    expect(headersFor({ credentials: 'api-key' })['X-API-Key']).toBe(
      '${credentials.client_id}.${credentials.client_secret}',
    );
  });

  it('has no token action without OAuth credentials', () => {
    const files = definitionFiles([ACTION], { ...SETTINGS, credentials: 'basic' });

    expect([...files.keys()]).toEqual(['opening-hours.custom.json', 'terraform/main.tf', 'terraform/variables.tf']);
    expect(terraformFor('basic')).not.toContain('custom_auth_action');
    expect(terraformFor('basic')).toContain(
      '  credential_type_name = "basicAuth"\n  fields = {\n    userName = var.client_id\n    password = var.client_secret\n  }',
    );
    expect(terraformFor('api-key')).toContain('credential_type_name = "userDefined"');
    expect(terraformFor('oauth')).toContain('credential_type_name = "userDefinedOAuth"');
  });
});
