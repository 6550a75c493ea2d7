import { Controller, Get, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Public } from '../../auth/access/public.decorator.js';
import { OperatorGuard } from '../access/operator.guard.js';
import { overviewPage } from './overview-page.js';
import { sendPage } from '../html/page.js';
import { StatusCollector } from '../metrics/status-collector.js';
import { StatusConfig } from '../access/status.config.js';

/** What an operator looks at; behind a password of its own, since a browser brings no token. */
@ApiTags('Health')
@Public()
@UseGuards(OperatorGuard)
@Controller('status')
export class StatusController {
  constructor(
    private readonly readings: StatusCollector,
    private readonly config: StatusConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The state of this process on one page, for operators (Basic credentials)' })
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'A page', schema: { type: 'string' } })
  @ApiResponse({ status: 401, description: 'Not the operator' })
  async overview(@Res() response: Response): Promise<void> {
    sendPage(response, overviewPage(await this.readings.read(), this.config.inspectedRequests > 0));
  }
}
