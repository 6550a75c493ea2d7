import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Public } from '../auth/access/public.decorator.js';
import { sendPage } from '../html/page.js';
import { StartPageConfig } from './start-page.config.js';
import { startPage } from './start-page.js';

/** Paths of the public routes, for clients that are not browsers. */
const ADDRESSES = {
  catalogue: '/api/v1/dataactions',
  documentation: '/docs',
  openapi: '/openapi.json',
  health: '/health',
} as const;

/** The first page of the service: HTML for a browser, JSON with the paths of the public routes for other clients. */
@ApiTags('Pages')
@Public()
@Controller()
export class StartPageController {
  constructor(private readonly config: StartPageConfig) {}

  @Get()
  @Header('Vary', 'Accept')
  @ApiOperation({
    operationId: 'getStartPage',
    summary: 'Start page: HTML for a browser, JSON for other clients',
    description: 'Contains the paths of public routes only.',
  })
  @ApiProduces('application/json', 'text/html')
  @ApiResponse({
    status: 200,
    description: 'Paths of the public routes, or an HTML page if `Accept` prefers it',
    schema: {
      type: 'object',
      required: Object.keys(ADDRESSES),
      properties: Object.fromEntries(
        Object.keys(ADDRESSES).map((name) => [name, { type: 'string', description: `Path of the ${name}` }]),
      ),
      example: ADDRESSES,
    },
  })
  start(@Req() request: Request, @Res() response: Response): void {
    if (request.accepts(['json', 'html']) === 'html') sendPage(response, startPage(this.config.links));
    else response.set('Cache-Control', 'no-store').json(ADDRESSES);
  }
}
