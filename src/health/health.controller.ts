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
    private readonly ipRangeFeed: IpRangeFeedIndicator,
    private readonly drainTracker: DrainTracker,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Liveness probe: the process responds' })
  @ApiResponse({ status: 200, description: 'Alive', schema: { type: 'object', example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck()
  @ApiOperation({ summary: 'Readiness probe: 503 tells a load balancer to send calls elsewhere' })
  ready(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    const intake = (): ReturnType<SigningKeysIndicator['check']> => {
      const indicator = this.indicators.check('intake');
      return this.drainTracker.isDraining ? indicator.down('stopping') : indicator.up();
    };
    const ipRangeFeed = (): ReturnType<IpRangeFeedIndicator['check']> => this.ipRangeFeed.check();
    const checks = [intake, () => this.signingKeys.check(), ipRangeFeed, () => this.redis.checkReadiness()];
    return sendReport(response, this.health.check(checks));
  }

  @Get()
  @HealthCheck()
  @ApiOperation({ summary: 'State of every dependency' })
  report(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    const indicators = [this.signingKeys, this.circuits, this.genesysLogin, this.redis, this.ipRangeFeed];
    return sendReport(response, this.health.check(indicators.map((indicator) => () => indicator.check())));
  }
}
