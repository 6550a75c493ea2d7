import { DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment.js';
import { readConfigs } from './read-configs.js';

/** Reads and validates every config class once and provides each for injection. */
@Module({})
export class ConfigModule {
  /** @throws InvalidConfiguration */
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
