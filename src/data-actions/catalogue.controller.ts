import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Catalogue } from './catalogue.js';
import { DATA_ACTIONS_PATH } from './data-action.metadata.js';
import { JsonSchema } from './json-schema.js';

/** An action as callers see it in the list. */
export class ListedAction {
  name: string;
  effect: string;
  summary: string;
  routes: readonly string[];
  scope: string;
  inputSchema: JsonSchema;
  outputSchema: JsonSchema;
}

@ApiTags('Catalogue')
@ApiBearerAuth()
@Controller(DATA_ACTIONS_PATH)
export class CatalogueController {
  constructor(private readonly catalogue: Catalogue) {}

  @Get()
  @ApiOperation({ summary: 'Lists the Data Actions, with their routes, required scopes and JSON Schemas' })
  list(): ListedAction[] {
    return this.catalogue.list().map(({ name, effect, summary, routes, scope, inputSchema, outputSchema }) => ({
      name,
      effect,
      summary,
      routes,
      scope,
      inputSchema,
      outputSchema,
    }));
  }
}
