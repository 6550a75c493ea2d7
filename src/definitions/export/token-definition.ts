import { Definition, DefinitionSettings } from './definition.js';

/**
 * Custom auth action that fetches a token (RFC 6749 §4.4) with the credentials of the integration. The platform caches
 * the response until it expires or an action gets a 401.
 */
export const tokenDefinition = ({ tokenUrl }: Pick<DefinitionSettings, 'tokenUrl'>): Definition => ({
  name: 'Token',
  integrationType: 'custom-rest-actions',
  actionType: 'customAuth',
  config: {
    request: {
      requestUrlTemplate: tokenUrl,
      requestType: 'POST',
      headers: {
        Accept: 'application/json',
        Authorization: 'Basic $encoding.base64("${credentials.client_id}:${credentials.client_secret}")',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      requestTemplate: 'grant_type=client_credentials',
    },
    response: { translationMap: {}, translationMapDefaults: {}, successTemplate: '${rawResult}' },
  },
  contract: {
    input: { inputSchema: { type: 'object', properties: {} } },
    output: { successSchema: { type: 'object', properties: {}, additionalProperties: true } },
  },
  secure: false,
});
