import { DynamicModule, Module } from '@nestjs/common';
import { FileWatcher } from './file-watcher.js';
import { Environment } from './environment.js';
import { readConfigs } from './read-configs.js';
import { UnknownVariables } from './unknown-variables.js';

/** Reads and validates every config class once and provides each for injection. */
@Module({})
export class ConfigModule {
  /** @throws InvalidConfiguration */
  static forEnvironment(environment: Environment): DynamicModule {
    const watcher = new FileWatcher();
    const configs = readConfigs(environment, ({ files }) => watcher.watch(files));
    return {
      module: ConfigModule,
      global: true,
      providers: [
        ...[...configs].map(([provide, useValue]) => ({ provide, useValue })),
        { provide: FileWatcher, useFactory: () => watcher },
        { provide: UnknownVariables, useFactory: () => new UnknownVariables(environment) },
      ],
      exports: [...configs.keys(), FileWatcher],
    };
  }
}
