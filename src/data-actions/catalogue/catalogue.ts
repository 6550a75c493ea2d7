import { Injectable, Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { DataActionMetadata, dataActionOf } from '../contract/data-action.metadata.js';
import { JsonSchema, resolveReferences, SchemaComponents } from '../contract/json-schema.js';
import { CallContext } from '../contract/request-envelope.js';

/** A Data Action as the catalogue knows it. */
export type CatalogueEntry = DataActionMetadata & {
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
};

/** The Data Actions that this service offers, with what their decorators and their classes say of them. */
@Injectable()
export class Catalogue {
  private entries: ReadonlyMap<unknown, CatalogueEntry> = new Map();
  private byName: ReadonlyMap<string, CatalogueEntry> = new Map();
  private context: JsonSchema = {};

  constructor(private readonly discovery: DiscoveryService) {}

  /** Takes the schemas of all inputs and outputs, by class name; once, at the start. */
  publish(components: SchemaComponents): void {
    const schemaOf = (Class: Type<object>): JsonSchema => resolveReferences(components[Class.name] ?? {}, components);
    this.context = schemaOf(CallContext);
    this.entries = new Map(
      this.discovery.getControllers().flatMap(({ metatype }) => {
        const action = metatype ? dataActionOf(metatype) : undefined;
        if (!action) return [];
        const schemas = { inputSchema: schemaOf(action.inputClass), outputSchema: schemaOf(action.outputClass) };
        return [[metatype, { ...action, ...schemas }]];
      }),
    );
    this.byName = new Map([...this.entries.values()].map((entry) => [entry.name, entry]));
  }

  /** Every action, by name. */
  list(): CatalogueEntry[] {
    return [...this.entries.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The entry of an action by its name; undefined where there is none. */
  named(name: string | undefined): CatalogueEntry | undefined {
    return name === undefined ? undefined : this.byName.get(name);
  }

  /** The entry of an action's class. @throws Error for any other class: a bug of ours */
  find(Class: Type): CatalogueEntry {
    const entry = this.entries.get(Class);
    if (!entry) throw new Error(`${Class.name} is not in the catalogue`);
    return entry;
  }

  /** The schema of what an enveloped request tells beside the input. */
  get contextSchema(): JsonSchema {
    return this.context;
  }
}
