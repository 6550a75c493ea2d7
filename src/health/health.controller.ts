import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Response } from 'express';
import { Public } from '../auth/access/public.decorator.js';
import { DrainTracker } from '../observability/drain-tracker.js';
import { HEALTH_REPORT } from './health-report.schema.js';
import { IpRangeFeedIndicator } from './ip-range-feed.indicator.js';
import { CircuitsIndicator } from './circuits.indicator.js';
import { GenesysLoginIndicator } from './genesys-login.indicator.js';
import { RedisIndicator } from './redis.indicator.js';
import { sendReport } from './send-report.js';
import { SigningKeysIndicator } from './signing-keys.indicator.js';

const ALIVE = {
  type: 'object',
  properties: { status: { type: 'string', description: 'Always `ok`' } },
  example: { status: 'ok' },
};

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
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Liveness probe: the process responds',
    description: 'Does not check dependencies, because a restart does not repair an upstream.',
  })
  @ApiResponse({ status: 200, description: 'Alive', schema: ALIVE })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiResponse({ status: 200, description: 'No check fails', schema: HEALTH_REPORT })
  @ApiResponse({ status: 503, description: 'A check fails', schema: HEALTH_REPORT })
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'Readiness probe: 503 makes a load balancer send calls to another process',
    description:
      '503 until the signing keys are loaded and after a stop signal. A lost Redis connection does not cause 503.',
  })
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
  @HealthCheck({ swaggerDocumentation: false })
  @ApiResponse({ status: 200, description: 'No check fails', schema: HEALTH_REPORT })
  @ApiResponse({ status: 503, description: 'A check fails', schema: HEALTH_REPORT })
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'State of every dependency',
    description: 'For people: Redis, signing keys, circuit breakers, the login of Genesys Cloud and the IP range feed.',
  })
  report(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    const indicators = [this.signingKeys, this.circuits, this.genesysLogin, this.redis, this.ipRangeFeed];
    return sendReport(response, this.health.check(indicators.map((indicator) => () => indicator.check())));
  }
}
