import { Injectable } from '@nestjs/common';
import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { UpstreamConnector } from '../resilience/upstream/upstream-connector.js';

/** Which upstreams are left alone because they failed; down while one is. */
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
