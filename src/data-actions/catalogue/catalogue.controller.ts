import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Catalogue } from './catalogue.js';
import { DATA_ACTIONS_PATH } from '../contract/data-action.metadata.js';
import { JsonSchema } from '../contract/json-schema.js';
import { ResponseEnvelope } from '../../envelope/response-envelope.js';

/** Entry of the list of actions. */
export class ListedAction {
  @ApiProperty({ description: 'Name of the action.' })
  name: string;

  @ApiProperty({ enum: ['read', 'write'], description: 'Whether the action changes data.' })
  effect: string;

  @ApiProperty({ description: 'Purpose of the action.' })
  summary: string;

  @ApiProperty({ type: [String], description: 'Routes for POST, the canonical one first.' })
  routes: readonly string[];

  @ApiProperty({ description: 'Required scope.' })
  scope: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of the input' })
  inputSchema: JsonSchema;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of `data`' })
  outputSchema: JsonSchema;
}

@ApiTags('Catalogue')
@ApiBearerAuth()
@Controller(DATA_ACTIONS_PATH)
export class CatalogueController {
  constructor(private readonly catalogue: Catalogue) {}

  @Get()
  @ApiOperation({
    operationId: 'listActions',
    summary: 'Lists the Data Actions, with their routes, required scopes and JSON Schemas',
    description: 'Accepts any valid token, with any scopes.',
  })
  @ApiResponse({ status: 200, description: 'The actions, sorted by name', type: [ListedAction] })
  @ApiResponse({ status: 401, description: 'Missing or invalid bearer token', type: ResponseEnvelope })
  @ApiResponse({ status: 403, description: 'The address of the caller is not allowed', type: ResponseEnvelope })
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
