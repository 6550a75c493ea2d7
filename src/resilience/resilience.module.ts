import { Global, Module } from '@nestjs/common';
import { DocumentFetcher } from './transport/document-fetcher.js';
import { UpstreamConnector } from './upstream/upstream-connector.js';

/** Sends calls to upstreams. Each call ends with its caller's deadline, and limits protect an upstream that fails. */
@Global()
@Module({ providers: [UpstreamConnector, DocumentFetcher], exports: [UpstreamConnector, DocumentFetcher] })
export class ResilienceModule {}
