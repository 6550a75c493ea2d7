import { Module } from '@nestjs/common';
import { CrmClient } from './crm.client.js';

/** The systems that the Data Actions ask. */
@Module({ providers: [CrmClient], exports: [CrmClient] })
export class UpstreamsModule {}
