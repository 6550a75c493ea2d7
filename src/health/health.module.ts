import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AuthModule } from '../auth/auth.module.js';
import { UpstreamsModule } from '../upstreams/upstreams.module.js';
import { IpRangeFeedIndicator } from './ip-range-feed.indicator.js';
import { CircuitsIndicator } from './circuits.indicator.js';
import { GenesysLoginIndicator } from './genesys-login.indicator.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { RedisIndicator } from './redis.indicator.js';
import { SigningKeysIndicator } from './signing-keys.indicator.js';

/** Endpoints for load balancers, operators and Prometheus. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), AuthModule, UpstreamsModule],
  controllers: [HealthController, MetricsController],
  providers: [SigningKeysIndicator, CircuitsIndicator, GenesysLoginIndicator, RedisIndicator, IpRangeFeedIndicator],
})
export class HealthModule {}
