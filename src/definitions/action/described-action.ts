import { Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { dataActionOf, Effect } from '../../data-actions/contract/data-action.metadata.js';
import { JsonSchema, resolveReferences } from '../../data-actions/contract/json-schema.js';

/** Data Action as its code describes it, whether or not its upstreams are configured. */
export interface DescribedAction {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly version: number;
  /** Path from the root of the service. */
  readonly path: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Schema of the action's additional envelope fields. */
  readonly extras: JsonSchema;
}

/** An empty module, because Swagger needs an application. */
@Module({})
class EmptyModule {}

/**
 * Describes actions from their decorators and classes, without starting the service or reading the environment. The
 * schemas equal those of the OpenAPI document.
 */
export async function describeActions(classes: readonly Type<object>[]): Promise<DescribedAction[]> {
  const actions = classes.flatMap((Class) => dataActionOf(Class) ?? []);
  const extraModels = actions.flatMap(({ inputClass, outputClass, extras }) => [
    inputClass,
    outputClass,
    ...(extras ? [extras.fields] : []),
  ]);
  const app = await NestFactory.create(EmptyModule, { logger: false, abortOnError: false });
  const { components } = SwaggerModule.createDocument(app, new DocumentBuilder().build(), { extraModels });
  const schemas = components?.schemas ?? {};
  const schemaOf = (Class: Type<object>): JsonSchema => resolveReferences(schemas[Class.name] ?? {}, schemas);
  return actions
    .map(({ name, summary, effect, version = 1, routes: [path = ''], inputClass, outputClass, extras }) => ({
      name,
      summary,
      effect,
      version,
      path,
      input: schemaOf(inputClass),
      output: schemaOf(outputClass),
      extras: extras ? schemaOf(extras.fields) : {},
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
