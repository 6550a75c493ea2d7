import { Controller, Get, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Response } from 'express';
import { Public } from '../../auth/access/public.decorator.js';
import { OperatorGuard } from '../access/operator.guard.js';
import { overviewPage } from './overview-page.js';
import { sendPage } from '../../html/page.js';
import { StatusCollector } from '../metrics/status-collector.js';
import { StatusConfig } from '../access/status.config.js';

/** Status page for operators. It has its own password, because a browser does not send a bearer token. */
@ApiTags('Pages')
@Public()
@UseGuards(OperatorGuard)
@Controller('status')
export class StatusController {
  constructor(
    private readonly collector: StatusCollector,
    private readonly config: StatusConfig,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getStatusPage',
    summary: 'Status page of this process, for operators (Basic credentials)',
    description:
      'Shows rates and latencies of the last ten minutes, circuits, caches and keys, and counts since the start.',
  })
  @ApiQuery({ name: 'reload', required: false, description: 'Makes the page reload every ten seconds' })
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'HTML page', schema: { type: 'string' } })
  @ApiResponse({ status: 401, description: 'Missing or wrong operator credentials' })
  async overview(@Query('reload') reload: unknown, @Res() response: Response): Promise<void> {
    const options = { isInspecting: this.config.inspectedRequests > 0, isReloading: reload !== undefined };
    sendPage(response, overviewPage(await this.collector.read(), options));
  }
}
