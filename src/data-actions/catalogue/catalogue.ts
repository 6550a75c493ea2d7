import { INestApplication, Injectable, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { DataActionMetadata, dataActionOf } from '../contract/data-action.metadata.js';
import { JsonSchema, resolveReferences, SchemaComponents } from '../contract/json-schema.js';
import { CallContext } from '../contract/request-envelope.js';

/** Metadata and schemas of a Data Action. */
export type CatalogueEntry = DataActionMetadata & {
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
};

/** The Data Actions of this application, with the metadata of their decorators and the schemas of their classes. */
@Injectable()
export class Catalogue {
  private found: Contents | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** Returns every action, sorted by name. */
  list(): CatalogueEntry[] {
    return [...this.contents.byName.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  named(name: string | undefined): CatalogueEntry | undefined {
    return name === undefined ? undefined : this.contents.byName.get(name);
  }

  /** Returns the action of a registered route, even if the application adds a global prefix or a version. */
  servedAt(route: string): CatalogueEntry | undefined {
    return this.list().find(({ routes }) => routes.some((path) => route.endsWith(path)));
  }

  /** Returns the action of a class. @throws Error if the class is not a Data Action */
  find(Class: Type): CatalogueEntry {
    const entry = this.contents.byClass.get(Class) ?? (this.found = this.read()).byClass.get(Class);
    if (!entry) throw new Error(`${Class.name} is not in the catalogue`);
    return entry;
  }

  /** Schema of the flow and interaction context of an enveloped request. */
  get contextSchema(): JsonSchema {
    return this.contents.context;
  }

  private get contents(): Contents {
    return (this.found ??= this.read());
  }

  private read(): Contents {
    const actions = this.discovery.getControllers().flatMap(({ metatype }) => {
      const action = metatype ? dataActionOf(metatype) : undefined;
      return action ? [[metatype, action] as const] : [];
    });
    const classes = actions.flatMap(([, { inputClass, outputClass }]) => [inputClass, outputClass]);
    const components = describeClasses([CallContext, ...classes]);
    const schemaOf = (Class: Type<object>): JsonSchema => resolveReferences(components[Class.name] ?? {}, components);
    const byClass = new Map(
      actions.map(([Class, action]) => {
        const schemas = { inputSchema: schemaOf(action.inputClass), outputSchema: schemaOf(action.outputClass) };
        return [Class as unknown, { ...action, ...schemas }];
      }),
    );
    const byName = new Map([...byClass.values()].map((entry) => [entry.name, entry]));
    return { byClass, byName, context: schemaOf(CallContext) };
  }
}

interface Contents {
  readonly byClass: ReadonlyMap<unknown, CatalogueEntry>;
  readonly byName: ReadonlyMap<string, CatalogueEntry>;
  readonly context: JsonSchema;
}

/**
 * Returns the schemas that Nest's Swagger module creates for classes. The module needs an application, so this function
 * passes one without routes.
 */
function describeClasses(extraModels: Type<object>[]): SchemaComponents {
  const application = {
    container: { getModules: () => new Map() },
    getHttpAdapter: () => ({ getType: () => 'express' }),
  } as unknown as INestApplication;
  const { components } = SwaggerModule.createDocument(application, new DocumentBuilder().build(), { extraModels });
  return components?.schemas ?? {};
}
