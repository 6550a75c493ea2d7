import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AuthConfig } from '../auth/access/auth.config.js';
import { Catalogue } from '../data-actions/catalogue/catalogue.js';
import { exampleOf } from '../data-actions/contract/example.js';
import { ResponseEnvelope } from '../data-actions/contract/response-envelope.js';
import { EXAMPLE_CORRELATION_ID } from '../data-actions/contract/response-envelope.js';
import { successEnvelope } from '../data-actions/response/success-envelope.js';
import { addSecurity } from './openapi-security.js';

export const DOCS_PATH = '/docs';
export const DOCUMENT_PATH = '/openapi.json';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const DESCRIPTION =
  'A backend for Genesys Cloud Data Actions. Every action is one POST, responds in the same envelope and requires a bearer ' +
  "token with the action's scope.";

/** Creates the OpenAPI document from the decorators and gives the catalogue the schemas of its actions. */
export function describeApi(app: INestApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Genesys Cloud Data Actions')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth()
    .addTag('Data Actions', 'Actions for Architect flows')
    .addTag('Catalogue', 'List of the actions')
    .addTag('Health', 'Health checks and metrics')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ResponseEnvelope] });
  const catalogue = app.get(Catalogue);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>))
      completeOperation(operation, method, path);
  }
  addExamples(document, catalogue);
  addSecurity(document, app.get(AuthConfig));
  return document;
}

/** Sets a unique operation id, marks a public operation and adds the 405 response. */
function completeOperation(operation: Operation, method: string, path: string): void {
  operation.operationId = [method, ...path.split('/').filter(Boolean)].join('-');
  operation.security ??= [];
  operation.responses['405'] = {
    description: 'Method not allowed. `Allow` lists the allowed methods',
    content: { 'application/json': { schema: { $ref: getSchemaPath(ResponseEnvelope) } } },
  };
}

/** Adds an example request and response to each action, built from the examples of its classes. */
function addExamples({ paths }: OpenAPIObject, catalogue: Catalogue): void {
  const context = exampleOf(catalogue.contextSchema) as object;
  for (const { routes, inputSchema, outputSchema, extras } of catalogue.list()) {
    const input = exampleOf(inputSchema);
    const output = exampleOf(outputSchema) as object;
    const response = successEnvelope(output, 'api', EXAMPLE_CORRELATION_ID, extras?.ofOutput(output));
    for (const route of routes) {
      const content = contentOf(paths[route]?.post);
      if (content.request) {
        content.request['examples'] = {
          plain: { summary: 'Plain: the body is the input', value: input },
          enveloped: {
            summary: 'Enveloped: the input with its flow and interaction',
            value: { data: input, ...context },
          },
        };
      }
      if (content.response) content.response['example'] = response;
    }
  }
}

function contentOf(
  operation: Operation | undefined,
): Record<'request' | 'response', Record<string, unknown> | undefined> {
  const { requestBody, responses } = (operation ?? {}) as {
    requestBody?: { content?: Record<string, Record<string, unknown>> };
    responses?: Record<string, { content?: Record<string, Record<string, unknown>> }>;
  };
  return {
    request: requestBody?.content?.['application/json'],
    response: responses?.['200']?.content?.['application/json'],
  };
}
