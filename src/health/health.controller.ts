import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Response } from 'express';
import { Public } from '../auth/public.decorator.js';
import { Intake } from '../observability/intake.js';
import { CircuitsIndicator } from './circuits.indicator.js';
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
    private readonly intake: Intake,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process can answer at all' })
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
    return sendReport(response, this.health.check([intake, () => this.signingKeys.check()]));
  }

  @Get()
  @HealthCheck()
  @ApiOperation({ summary: 'The state of everything this service depends on' })
  report(@Res({ passthrough: true }) response: Response): Promise<HealthCheckResult> {
    return sendReport(response, this.health.check([() => this.signingKeys.check(), () => this.circuits.check()]));
  }
}
