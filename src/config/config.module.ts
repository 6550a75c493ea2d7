import { DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment.js';
import { readConfigs } from './read-configs.js';

/** Provides every config class of the application, read and validated once, to whichever module injects it. */
@Module({})
export class ConfigModule {
  /** @throws InvalidConfiguration with every wrong variable */
  static forEnvironment(environment: Environment): DynamicModule {
    const configs = readConfigs(environment);
    return {
      module: ConfigModule,
      global: true,
      providers: [...configs].map(([provide, useValue]) => ({ provide, useValue })),
      exports: [...configs.keys()],
    };
  }
}
