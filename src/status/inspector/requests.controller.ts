import { Controller, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Request, Response } from 'express';
import { Public } from '../../auth/access/public.decorator.js';
import { OperatorGuard } from '../access/operator.guard.js';
import { sendPage } from '../../html/page.js';
import { renderWithin } from '../../limits/text/render-within.js';
import { ReadsOwnBody } from '../../limits/body/own-body.decorator.js';
import { requestOrigin } from '../../server/wire/request-origin.js';
import { ServerConfig } from '../../server/wire/server.config.js';
import { InspectedRequest } from './record/inspected-request.js';
import { noReplayPage, replayPage } from './replay/replay-page.js';
import { obstacleTo, readReplayForm, REPLAY_FORM } from './replay/replay-form.js';
import { RequestInspector } from './record/request-inspector.js';
import { RequestReplay } from './replay/request-replay.js';
import { MAX_PAGE_BYTES, requestsPage } from './requests-page.js';
import { StatusConfig } from '../access/status.config.js';

/** Stored requests of the inspector, as an HTML page or JSON. */
@ApiTags('Pages')
@Public()
@UseGuards(OperatorGuard)
@ReadsOwnBody()
@Controller('status/requests')
export class RequestsController {
  constructor(
    private readonly inspector: RequestInspector,
    private readonly replays: RequestReplay,
    private readonly config: StatusConfig,
    private readonly server: ServerConfig,
  ) {}

  @Get()
  @Header('Vary', 'Accept')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'listRequests',
    summary: 'Latest requests, for operators (Basic credentials)',
    description: 'Shows the requests that the inspector stores, newest first, with redacted secrets.',
  })
  @ApiProduces('text/html', 'application/json')
  @ApiResponse({ status: 200, description: 'HTML page, or JSON if `Accept` prefers it', schema: { type: 'string' } })
  @ApiResponse({ status: 401, description: 'Missing or wrong operator credentials' })
  requests(@Req() request: Request, @Res() response: Response): void {
    const isInspecting = this.config.inspectedRequests > 0;
    const requests = this.inspector.latest();
    if (request.accepts(['html', 'json']) === 'json') sendJson(response, requests, isInspecting);
    else sendPage(response, requestsPage(requests, isInspecting, this.originOf(request)), { hasForms: true });
  }

  @Post('replay')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'replayRequest',
    summary: 'Sends a stored request again, for operators (Basic credentials)',
    description: 'Sends it through the whole pipeline, with the token of the form. The service stores no tokens.',
  })
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ required: true, schema: REPLAY_FORM })
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'HTML page with the response', schema: { type: 'string' } })
  @ApiResponse({ status: 400, description: 'HTML page with the reason', schema: { type: 'string' } })
  @ApiResponse({ status: 401, description: 'Missing or wrong operator credentials' })
  async replay(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { id, token } = await readReplayForm(request);
    const stored = this.inspector.find(id);
    const obstacle = obstacleTo(request, stored, token);
    if (!stored || obstacle !== undefined) return sendPage(response.status(400), noReplayPage(obstacle ?? ''));
    sendPage(response, replayPage(stored, await this.replays.send(stored, token, request.ip ?? '')));
  }

  private originOf(request: Request): string {
    return requestOrigin(request, this.server.trustProxy !== undefined);
  }
}

function sendJson(response: Response, requests: readonly InspectedRequest[], isInspecting: boolean): void {
  const { texts, leftOut } = renderWithin(requests, MAX_PAGE_BYTES, (request) => JSON.stringify(request));
  response.type('json').send(`{"isInspecting":${isInspecting},"leftOut":${leftOut},"requests":[${texts.join()}]}`);
}
