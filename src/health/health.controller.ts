import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Response } from 'express';
import { Public } from '../auth/access/public.decorator.js';
import { DrainTracker } from '../observability/drain-tracker.js';
import { IpRangeFeedIndicator } from './ip-range-feed.indicator.js';
import { CircuitsIndicator } from './circuits.indicator.js';
import { GenesysLoginIndicator } from './genesys-login.indicator.js';
import { RedisIndicator } from './redis.indicator.js';
import { sendReport } from './send-report.js';
import { SigningKeysIndicator } from './signing-keys.indicator.js';

@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly signingKeys: SigningKeysIndicator,
    private readonly circuits: CircuitsIndicator,
    private readonly genesysLogin: GenesysLoginIndicator,
    private readonly redis: RedisIndicator,
    private readonly addressFeed: IpRangeFeedIndicator,
    private readonly intake: DrainTracker,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process can answer at all' })
  @ApiResponse({ status: 200, description: 'It can', schema: { type: 'object', example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'Whether a load balancer should send calls here' })
  ready(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    const intake = (): ReturnType<SigningKeysIndicator['check']> => {
      const indicator = this.indicators.check('intake');
      return this.intake.isDraining ? indicator.down('stopping') : indicator.up();
    };
    const feed = (): ReturnType<IpRangeFeedIndicator['check']> => this.addressFeed.check();
    const checks = [intake, () => this.signingKeys.check(), feed, () => this.redis.checkReadiness()];
    return sendReport(response, this.health.check(checks));
  }

  @Get()
  @HealthCheck()
  @ApiOperation({ summary: 'The state of everything this service depends on' })
  report(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    const parts = [this.signingKeys, this.circuits, this.genesysLogin, this.redis, this.addressFeed];
    return sendReport(response, this.health.check(parts.map((part) => () => part.check())));
  }
}
