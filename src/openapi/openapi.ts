import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AuthConfig } from '../auth/access/auth.config.js';
import { version } from '../config/version.js';
import { Catalogue } from '../data-actions/catalogue/catalogue.js';
import { ResponseEnvelope } from '../envelope/response-envelope.js';
import { addExamples } from './action-examples.js';
import { DocsConfig } from './docs.config.js';
import { addSecurity } from './openapi-security.js';
import { completeOperations } from './operations.js';
import { fillInClient } from './public-client.js';

const OPENAPI_VERSION = '3.1.0';

export const TITLE = 'Genesys Cloud Data Actions';

const DESCRIPTION =
  'A backend for Genesys Cloud Data Actions. Every action is one POST, responds in the same envelope and requires a bearer ' +
  "token with the action's scope.";

/** Creates the OpenAPI document from the decorators. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion(OPENAPI_VERSION)
    .setTitle(TITLE)
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth()
    .addTag('Data Actions', 'Actions for Architect flows')
    .addTag('Catalogue', 'List of the actions')
    .addTag('OAuth', 'Access tokens for registered clients')
    .addTag('Health', 'Health checks and metrics')
    .addTag('Pages', 'Pages for people: start page, status page and request inspector')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ResponseEnvelope], operationIdFactory });
  const catalogue = app.get(Catalogue);
  completeOperations(document, catalogue);
  addExamples(document, catalogue);
  addSecurity(document, app.get(AuthConfig));
  fillInClient(document, app.get(DocsConfig));
  document.tags = document.tags?.filter(({ name }) => usedTags(document).has(name)) ?? [];
  return document;
}

/** Names the operations of other controllers: `OpeningHoursController.today` becomes `openingHoursToday`. */
function operationIdFactory(controller: string, method: string): string {
  const name = controller.replace(/(Controller|Action)$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1) + method.charAt(0).toUpperCase() + method.slice(1);
}

const usedTags = ({ paths }: OpenAPIObject): Set<string> =>
  new Set(
    Object.values(paths).flatMap((item) =>
      Object.values(item as Record<string, { tags?: string[] }>).flatMap(({ tags = [] }) => tags),
    ),
  );
