import { OpenAPIObject } from '@nestjs/swagger';
import { Catalogue, CatalogueEntry } from '../data-actions/catalogue/catalogue.js';
import { EXAMPLE_CORRELATION_ID } from '../envelope/response-envelope.js';
import { envelopeSchema } from '../data-actions/decorators/envelope-schema.js';
import { errorResponse } from '../envelope/error-response.js';
import { MethodNotAllowed } from '../errors/request-errors.js';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** Method in the example of a 405 response. No route accepts this method. */
const REJECTED_METHOD = 'DELETE';

/** Completes all operations: ids, aliases, security of public routes, and the 405 response. */
export function completeOperations({ paths }: OpenAPIObject, catalogue: Catalogue): void {
  const actions = catalogue.list();
  for (const [path, item] of Object.entries(paths)) {
    const operations = Object.entries(item as Record<string, Operation>);
    const methods = operations.flatMap(([method]) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    const extras = actions.find(({ routes }) => routes.includes(path))?.extras;
    for (const [, operation] of operations) {
      operation.security ??= [];
      operation.description ??= operation.summary ?? '';
      operation.responses['405'] = methodNotAllowed(methods, extras);
    }
  }
  for (const action of actions) nameRoutes(paths, action);
}

/** Names the operations of an action, and marks the operations at its other paths as aliases. */
function nameRoutes(paths: OpenAPIObject['paths'], { name, routes, summary }: CatalogueEntry): void {
  const [canonical] = routes;
  for (const [index, route] of routes.entries()) {
    const operation = paths[route]?.post;
    if (!operation) continue;
    operation.operationId = operationIdOf(name, index);
    if (index === 0) continue;
    operation.summary = `Alias of ${name}: ${summary}`;
    operation.description = `Alias of \`POST ${canonical}\`, with the same input and output. ${operation.description ?? ''}`;
  }
}

/** Returns an id that is a function name in generated clients: `customerLookup`, `queuesAlias`, `queuesAlias2`. */
function operationIdOf(name: string, index: number): string {
  const [first = '', ...rest] = name.split(/[^a-z0-9]/i).filter((word) => word !== '');
  const id = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return id + (index === 0 ? '' : index === 1 ? 'Alias' : `Alias${index}`);
}

function methodNotAllowed(
  methods: readonly string[],
  extras: CatalogueEntry['extras'],
): Operation['responses'][string] {
  const error = new MethodNotAllowed(REJECTED_METHOD, methods);
  const { body, headers } = errorResponse(error, 'status', EXAMPLE_CORRELATION_ID);
  const schema = envelopeSchema(undefined, extras?.fields) as SchemaObject;
  return {
    description: 'Method not allowed. `Allow` lists the allowed methods',
    headers: {
      Allow: { description: 'The allowed methods', schema: { type: 'string' }, example: headers['Allow'] ?? '' },
    },
    content: { 'application/json': { schema, example: { ...body, ...extras?.ofFailure(error) } } },
  };
}
