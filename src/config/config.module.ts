import { DynamicModule, Module } from '@nestjs/common';
import { FileWatcher } from './files/file-watcher.js';
import { Environment } from './variables/environment.js';
import { readConfigs } from './variables/read-configs.js';
import { UnknownVariables } from './variables/unknown-variables.js';

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
