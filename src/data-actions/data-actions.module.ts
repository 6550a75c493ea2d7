import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { BodyBudget } from './request/body-budget.js';
import { CallReader } from './request/call-reader.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { Catalogue } from './catalogue/catalogue.js';

/** What a Data Action needs around it: the catalogue, and the pipeline that `@DataAction` puts in front. */
@Module({
  imports: [DiscoveryModule],
  controllers: [CatalogueController],
  providers: [Catalogue, CallReader, BodyBudget],
  exports: [Catalogue, CallReader],
})
export class DataActionsModule {}
