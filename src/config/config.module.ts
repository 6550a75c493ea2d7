import { DynamicModule, Module } from '@nestjs/common';
import { Environment } from './environment.js';
import { readConfigs } from './read-configs.js';
import { SecretFile } from './secret-file.js';
import { SecretFiles } from './secret-files.js';
import { UnknownVariables } from './unknown-variables.js';

/** Reads and validates every config class once and provides each for injection. */
@Module({})
export class ConfigModule {
  /** @throws InvalidConfiguration */
  static forEnvironment(environment: Environment): DynamicModule {
    const files: SecretFile[] = [];
    const configs = readConfigs(environment, (file) => files.push(file));
    return {
      module: ConfigModule,
      global: true,
      providers: [
        ...[...configs].map(([provide, useValue]) => ({ provide, useValue })),
        { provide: SecretFiles, useFactory: () => new SecretFiles(files) },
        { provide: UnknownVariables, useFactory: () => new UnknownVariables(environment) },
      ],
      exports: [...configs.keys()],
    };
  }
}
