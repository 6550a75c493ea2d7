import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { BodyBudget } from './request/body/body-budget.js';
import { OutputLimit } from './response/output-limit.js';
import { BodyParserGuard } from './request/body/body-parser.guard.js';
import { ActionConcurrency } from './pipeline/action-concurrency.js';
import { RequestLifecycle } from './request/request-lifecycle.middleware.js';
import { CallReader } from './request/call-reader.js';
import { CatalogueController } from './catalogue/catalogue.controller.js';
import { Catalogue } from './catalogue/catalogue.js';

/** The catalogue and the pipeline of Data Actions. Global, so that any module can have actions among its controllers. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [CatalogueController],
  providers: [
    Catalogue,
    CallReader,
    BodyBudget,
    OutputLimit,
    ActionConcurrency,
    RequestLifecycle,
    { provide: APP_GUARD, useClass: BodyParserGuard },
  ],
  exports: [Catalogue, CallReader, OutputLimit, ActionConcurrency, RequestLifecycle],
})
export class DataActionsModule {}
