import { Module, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { dataActionOf, Effect } from '../../data-actions/contract/data-action.metadata.js';
import { JsonSchema, resolveReferences } from '../../data-actions/contract/json-schema.js';

/** A Data Action as its code describes it, whether or not its upstreams are configured anywhere. */
export interface DescribedAction {
  readonly name: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly version: number;
  /** Where it takes a POST, from the root of the service. */
  readonly path: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  /** Fields of its own in the envelope. */
  readonly extras: JsonSchema;
}

/** An application of nothing: what is described needs one, but none of its parts. */
@Module({})
class EmptyModule {}

/**
 * Describes the actions by name, from their decorators and classes alone: nothing is started, and no environment is read.
 * Their schemas are those of the OpenAPI document, made from the very same classes.
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
