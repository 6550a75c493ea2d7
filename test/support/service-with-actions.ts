import { Module, Provider, Type } from '@nestjs/common';
import { startWorld, World } from './world.js';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { SigningKeys } from '../../src/auth/signing-keys/signing-keys.js';
import { UpstreamsModule } from '../../src/upstreams/upstreams.module.js';
import { HIGH_LIMITS } from './limits.js';
import { TestService, until } from './service.js';

interface Extras {
  readonly actions: Type[];
  readonly providers?: Provider[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Simulated upstreams, which the caller stops. Default: new upstreams. */
  readonly world?: World;
}

/** Starts the service with the Data Actions and clients of a test, in addition to its own. */
export async function startWithActions({ actions, providers = [], environment, world }: Extras): Promise<TestService> {
  const upstreams = world ?? (await startWorld());
  const variables = { ...upstreams.environment(), ...HIGH_LIMITS, LOG_LEVEL: 'silent', ...environment };
  @Module({ imports: [UpstreamsModule], controllers: actions, providers })
  class ExtrasModule {}
  @Module({ imports: [AppModule.forEnvironment(variables), ExtrasModule] })
  class RootModule {}
  const app = await createApp(variables, { module: RootModule, nest: { forceCloseConnections: true } });
  await app.listen(0, '127.0.0.1');
  await until(() => app.get(SigningKeys).freshness !== 'none');
  return new TestService(app, upstreams, world === undefined);
}
