import { OpenAPIObject } from '@nestjs/swagger';
import { AuthConfig, acceptsTokens } from '../auth/access/auth.config.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type SecurityScheme = NonNullable<NonNullable<OpenAPIObject['components']>['securitySchemes']>[string];

/** The ways to sign in that are open, by the names that the document gives them. */
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

/** Offers every way to sign in that is open, wherever a bearer token is asked for. */
export function offerSecurity({ components, paths }: OpenAPIObject, config: AuthConfig): void {
  const bearer = components?.securitySchemes?.['bearer'];
  if (!components || !bearer) return;
  components.securitySchemes = schemesOf(config, bearer);
  const alternatives = Object.keys(components.securitySchemes).map((name) => ({ [name]: [] }));
  for (const item of Object.values(paths))
    for (const operation of Object.values(item as Record<string, Operation>))
      if (operation.security?.some((requirement) => 'bearer' in requirement)) operation.security = alternatives;
}
