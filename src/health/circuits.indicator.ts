import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { UpstreamConnector } from '../resilience/upstream/upstream-connector.js';

/** Reports the state of every circuit breaker. Down if one is open. */
@Injectable()
export class CircuitsIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly connector: UpstreamConnector,
  ) {}

  check(): HealthIndicatorResult {
    const upstreams = Object.fromEntries(
      this.connector.upstreams.map(({ name, circuits }) => [name, circuits.states()]),
    );
    const indicator = this.health.check('circuits');
    const isOpen = this.connector.upstreams.some(({ circuits }) => circuits.isAnyOpen);
    return isOpen ? indicator.down(upstreams) : indicator.up(upstreams);
  }
}
