import { NestExpressApplication } from '@nestjs/platform-express';
import { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { requestOrigin } from '../server/wire/request-origin.js';
import { ServerConfig } from '../server/wire/server.config.js';
import { DocsConfig } from './docs.config.js';
import { docsPage } from './docs-page.js';
import { describeApi, TITLE } from './openapi.js';

export const DOCS_PATH = '/docs';
const DOCUMENT_PATH = '/openapi.json';

/** Placeholder for the URL of the server. Each request replaces it with the URL that the client used. */
const SERVER = 'https://server.invalid';

/**
 * Serves the OpenAPI document, and Swagger UI unless `ui` is false. The first request creates the document. Its server URLs
 * are absolute, because Postman, Bruno and generators need this. Swagger UI calls the host that it was loaded from.
 */
export function serveDocs(app: NestExpressApplication, { ui }: { readonly ui: boolean }): void {
  const routes = app.getHttpAdapter().getInstance();
  const isBehindProxy = app.get(ServerConfig).trustProxy !== undefined;
  const document = once(() => describeApi(app));
  const text = once(() => JSON.stringify(atServer(document(), SERVER)));
  routes.get(DOCUMENT_PATH, (request: Request, response: Response) => {
    response.type('json').send(text().replaceAll(SERVER, () => requestOrigin(request, isBehindProxy)));
  });
  if (!ui) return;
  const { publicClient } = app.get(DocsConfig);
  routes.get(DOCS_PATH, (request: Request, response: Response) => {
    response.type('html').send(docsPage(TITLE, request.path.endsWith('/') ? './' : `.${DOCS_PATH}/`));
  });
  // Without servers, Swagger UI calls the host of its page and does not show a list with only one server.
  SwaggerModule.setup(DOCS_PATH, app, () => ({ ...document(), servers: [] }), {
    raw: false,
    swaggerOptions: {
      persistAuthorization: true,
      filter: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
      ...(publicClient && { initOAuth: { clientId: publicClient.id, clientSecret: publicClient.secret } }),
    },
  });
}

/** Returns a function that computes its value at the first call. */
function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

/** Returns the document with absolute URLs. */
function atServer(document: OpenAPIObject, server: string): OpenAPIObject {
  const atHost = { ...document, servers: [{ url: server, description: 'This service' }] };
  const schemes = document.components?.securitySchemes ?? {};
  const { oauth } = schemes;
  if (!oauth || !('flows' in oauth) || !oauth.flows.clientCredentials) return atHost;
  const { clientCredentials } = oauth.flows;
  const tokenUrl = server + (clientCredentials.tokenUrl ?? '');
  const absolute = { ...oauth, flows: { clientCredentials: { ...clientCredentials, tokenUrl } } };
  return { ...atHost, components: { ...document.components, securitySchemes: { ...schemes, oauth: absolute } } };
}
