import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BodyBudget } from './request/body-budget.js';
import { OutputLimit } from './response/output-limit.js';
import { RequestLifecycle } from './request/request-lifecycle.middleware.js';
import { CallReader } from './request/call-reader.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { Catalogue } from './catalogue/catalogue.js';

/** What a Data Action needs around it: the catalogue, and the pipeline that `@DataAction` puts in front. */
@Module({
  imports: [DiscoveryModule],
  controllers: [CatalogueController],
  providers: [Catalogue, CallReader, BodyBudget, OutputLimit, RequestLifecycle],
  exports: [Catalogue, CallReader, OutputLimit, RequestLifecycle],
})
export class DataActionsModule {}
