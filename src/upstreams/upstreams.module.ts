import { Module } from '@nestjs/common';
import { CrmClient } from './crm.client.js';
import { GenesysConversations } from './genesys/genesys-conversations.js';
import { GenesysToken } from './genesys/http/genesys-token.js';
import { GenesysClient } from './genesys/genesys.client.js';
import { OrdersClient } from './orders.client.js';
import { WebServicesClient } from './web-services/web-services.client.js';

/** Clients of the systems that Data Actions call. */
@Module({
  providers: [CrmClient, GenesysToken, GenesysClient, GenesysConversations, OrdersClient, WebServicesClient],
  exports: [CrmClient, GenesysToken, GenesysClient, GenesysConversations, OrdersClient, WebServicesClient],
})
export class UpstreamsModule {}
