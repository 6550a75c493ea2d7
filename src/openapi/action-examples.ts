import { OpenAPIObject } from '@nestjs/swagger';
import { Catalogue } from '../data-actions/catalogue/catalogue.js';
import { exampleOf } from '../data-actions/contract/example.js';
import { EXAMPLE_CORRELATION_ID } from '../envelope/response-envelope.js';
import { successEnvelope } from '../envelope/success-envelope.js';
import { Output } from '../json/output.js';
import { Operation } from './operations.js';

/** Adds an example request and response to each action, built from the examples of its classes. */
export function addExamples({ paths }: OpenAPIObject, catalogue: Catalogue): void {
  const context = exampleOf(catalogue.contextSchema) as object;
  for (const { routes, inputSchema, outputSchema, extras } of catalogue.list()) {
    const input = exampleOf(inputSchema);
    const output = exampleOf(outputSchema) as object;
    const response = successEnvelope(Output.of(output), 'api', EXAMPLE_CORRELATION_ID, extras?.ofOutput(output));
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
      if (content.response) content.response['example'] = { ...response };
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
