import { Global, Module } from '@nestjs/common';
import { DocumentFetcher } from './transport/document-fetcher.js';
import { UpstreamConnector } from './upstream/upstream-connector.js';

/** Calls to upstreams that never outlive their caller and never make an outage worse. */
@Global()
@Module({ providers: [UpstreamConnector, DocumentFetcher], exports: [UpstreamConnector, DocumentFetcher] })
export class ResilienceModule {}
