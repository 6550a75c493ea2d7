import { Module } from '@nestjs/common';
import { discoveredExports } from '../discovered-exports.js';
import { UpstreamClient } from './authentication/upstream-client.js';
import { GenesysConversations } from './genesys/genesys-conversations.js';
import { GenesysToken } from './genesys/http/genesys-token.js';
import { GenesysClient } from './genesys/genesys.client.js';
import { WebServicesClient } from './web-services/web-services.client.js';

/** The clients of `*.client.ts` in this folder. */
const DISCOVERED = discoveredExports('upstreams').filter(({ prototype }) => prototype instanceof UpstreamClient);

const CLIENTS = [...DISCOVERED, GenesysToken, GenesysClient, GenesysConversations, WebServicesClient];

/** Clients of the systems that Data Actions call. */
@Module({ providers: CLIENTS, exports: CLIENTS })
export class UpstreamsModule {}
