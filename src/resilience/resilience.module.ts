import { Global, Module } from '@nestjs/common';
import { UpstreamConnector } from './upstream/upstream-connector.js';

/** Calls to upstreams that never outlive their caller and never make an outage worse. */
@Global()
@Module({ providers: [UpstreamConnector], exports: [UpstreamConnector] })
export class ResilienceModule {}
