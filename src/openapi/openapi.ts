import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AuthConfig } from '../auth/access/auth.config.js';
import { Catalogue } from '../data-actions/catalogue/catalogue.js';
import { exampleOf } from '../data-actions/contract/example.js';
import { ResponseEnvelope } from '../data-actions/contract/response-envelope.js';
import { EXAMPLE_CORRELATION_ID } from '../data-actions/contract/response-envelope.js';
import { successEnvelope } from '../data-actions/response/envelope-text.js';
import { offerSecurity } from './openapi-security.js';

export const DOCS_PATH = '/docs';
export const DOCUMENT_PATH = '/openapi.json';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const DESCRIPTION =
  'A backend for Genesys Cloud Data Actions. Every action takes one POST and answers in one envelope; every one needs a ' +
  'bearer token whose scope fits the action.';

/** Describes the whole API from its decorators and publishes the schemas of the actions in the catalogue. */
export function describeApi(app: INestApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Genesys Cloud Data Actions')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth()
    .addTag('Data Actions', 'What Architect flows call')
    .addTag('Catalogue', 'What is offered')
    .addTag('Health', 'What load balancers and operators ask')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ResponseEnvelope] });
  const catalogue = app.get(Catalogue);
  catalogue.publish(document.components?.schemas ?? {});
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>))
      finish(operation, method, path);
  }
  addExamples(document, catalogue);
  offerSecurity(document, app.get(AuthConfig));
  return document;
}

/** Gives an operation an id of its own at each of its addresses, says so where it needs no token, and adds what any address answers. */
function finish(operation: Operation, method: string, path: string): void {
  operation.operationId = [method, ...path.split('/').filter(Boolean)].join('-');
  operation.security ??= [];
  operation.responses['405'] = {
    description: 'Another method than the ones that `Allow` names',
    content: { 'application/json': { schema: { $ref: getSchemaPath(ResponseEnvelope) } } },
  };
}

/** Shows each action with an input and an output as its classes exemplify them. */
function addExamples({ paths }: OpenAPIObject, catalogue: Catalogue): void {
  const context = exampleOf(catalogue.contextSchema) as object;
  for (const { routes, inputSchema, outputSchema, extras } of catalogue.list()) {
    const input = exampleOf(inputSchema);
    const output = exampleOf(outputSchema) as object;
    const answer = { ...successEnvelope(output, 'api', EXAMPLE_CORRELATION_ID), ...extras?.ofOutput(output) };
    for (const route of routes) {
      const content = contentOf(paths[route]?.post);
      if (content.request) {
        content.request['examples'] = {
          plain: { summary: 'Plain: the body is the input', value: input },
          enveloped: { summary: 'Enveloped: with the flow and the interaction', value: { data: input, ...context } },
        };
      }
      if (content.answer) content.answer['example'] = answer;
    }
  }
}

function contentOf(
  operation: Operation | undefined,
): Record<'request' | 'answer', Record<string, unknown> | undefined> {
  const { requestBody, responses } = (operation ?? {}) as {
    requestBody?: { content?: Record<string, Record<string, unknown>> };
    responses?: Record<string, { content?: Record<string, Record<string, unknown>> }>;
  };
  return {
    request: requestBody?.content?.['application/json'],
    answer: responses?.['200']?.content?.['application/json'],
  };
}
