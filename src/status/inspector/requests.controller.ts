import { Controller, Get, Header, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Public } from '../../auth/access/public.decorator.js';
import { OperatorGuard } from '../access/operator.guard.js';
import { sendPage } from '../../html/page.js';
import { renderWithin } from '../../limits/render-within.js';
import { InspectedRequest } from './inspected-request.js';
import { RequestInspector } from './request-inspector.js';
import { MAX_PAGE_BYTES, requestsPage } from './requests-page.js';
import { StatusConfig } from '../access/status.config.js';

/** Stored requests of the inspector, as an HTML page or JSON. */
@ApiTags('Pages')
@Public()
@UseGuards(OperatorGuard)
@Controller('status/requests')
export class RequestsController {
  constructor(
    private readonly inspector: RequestInspector,
    private readonly config: StatusConfig,
  ) {}

  @Get()
  @Header('Vary', 'Accept')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'listRequests',
    summary: 'Latest requests, for operators (Basic credentials)',
    description: 'Shows the requests that the inspector keeps, newest first, with redacted secrets.',
  })
  @ApiProduces('text/html', 'application/json')
  @ApiResponse({ status: 200, description: 'HTML page, or JSON if `Accept` prefers it', schema: { type: 'string' } })
  @ApiResponse({ status: 401, description: 'Missing or wrong operator credentials' })
  requests(@Req() request: Request, @Res() response: Response): void {
    const isInspecting = this.config.inspectedRequests > 0;
    const requests = this.inspector.latest();
    if (request.accepts(['html', 'json']) === 'json') sendJson(response, requests, isInspecting);
    else sendPage(response, requestsPage(requests, isInspecting));
  }
}

function sendJson(response: Response, requests: readonly InspectedRequest[], isInspecting: boolean): void {
  const { texts, leftOut } = renderWithin(requests, MAX_PAGE_BYTES, (request) => JSON.stringify(request));
  response.type('json').send(`{"isInspecting":${isInspecting},"leftOut":${leftOut},"requests":[${texts.join()}]}`);
}
