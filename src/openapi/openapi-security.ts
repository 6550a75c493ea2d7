import { OpenAPIObject } from '@nestjs/swagger';
import { AuthConfig, acceptsTokens } from '../auth/access/auth.config.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type SecurityScheme = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>[string];

/** Returns the security schemes of the enabled authentication methods by name. */
function schemesOf(config: AuthConfig, bearer: SecurityScheme): Record<string, SecurityScheme> {
  const { oauthClients, basicClients, apiKeyClients } = config;
  const scopes = { 'dataaction:read': 'Actions that read', 'dataaction:write': 'Actions that write' };
  return {
    ...(acceptsTokens(config) && { bearer }),
    ...(oauthClients && {
      oauth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes } } },
    }),
    ...(basicClients && { basic: { type: 'http', scheme: 'basic' } }),
    ...(apiKeyClients && { api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } }),
  };
}

/** Lists every enabled authentication method as an alternative for each operation that requires a bearer token. */
export function addSecurity({ components, paths }: OpenAPIObject, config: AuthConfig): void {
  const bearer = components?.securitySchemes?.['bearer'];
  if (!components || !bearer) return;
  components.securitySchemes = schemesOf(config, bearer);
  const alternatives = Object.keys(components.securitySchemes).map((name) => ({ [name]: [] }));
  for (const item of Object.values(paths))
    for (const operation of Object.values(item as Record<string, Operation>))
      if (operation.security?.some((requirement) => 'bearer' in requirement)) operation.security = alternatives;
}
