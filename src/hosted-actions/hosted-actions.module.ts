import { DynamicModule, Inject, Logger, Module, OnModuleInit } from '@nestjs/common';
import { Environment } from '../config/variables/environment.js';
import { InvalidConfiguration } from '../config/variables/read-configs.js';
import { FileWatcher } from '../config/files/file-watcher.js';
import { disabledReason } from '../data-actions/catalogue/disabled-reason.js';
import { DataActionsModule } from '../data-actions/data-actions.module.js';
import { registerSecrets } from '../redaction/own-secrets.js';
import { UpstreamsModule } from '../upstreams/upstreams.module.js';
import { hostedAction } from './action/hosted-action.js';
import { HostedRunner } from './action/hosted-runner.js';
import { isAuth } from './definition/hosted-definition.js';
import { faultText } from './fault/fault.js';
import { FolderAction, readFolder } from './folder/read-folder.js';
import { CREDENTIALS, CredentialStore } from './folder/credential-store.js';
import './hosted-actions.config.js';

const DISABLED_ACTIONS = Symbol('disabled hosted actions');

/** Serves the definitions of `DATA_ACTIONS_DIR`. */
@Module({})
export class HostedActionsModule implements OnModuleInit {
  /**
   * @param reserved names of the actions in the code
   * @throws InvalidConfiguration that lists every fault of every file
   */
  static forEnvironment(environment: Environment, reserved: readonly string[]): DynamicModule {
    const definitions = readDefinitions(environment['DATA_ACTIONS_DIR']?.trim() ?? '', reserved, environment);
    const { credentials, actions } = definitions;
    const classes = actions.map((action) => hostedAction(action));
    const disabled = classes.flatMap((Class) => disabledReason(Class, environment) ?? []);
    return {
      module: HostedActionsModule,
      imports: [DataActionsModule, UpstreamsModule],
      controllers: classes.filter((Class) => disabledReason(Class, environment) === undefined),
      providers: [
        HostedRunner,
        { provide: CREDENTIALS, useValue: credentials },
        { provide: DISABLED_ACTIONS, useValue: disabled },
      ],
    };
  }

  constructor(
    @Inject(CREDENTIALS) private readonly credentials: CredentialStore,
    @Inject(DISABLED_ACTIONS) private readonly disabled: readonly string[],
    private readonly watcher: FileWatcher,
  ) {}

  /** Logs the disabled actions here, because the logger is not configured earlier. */
  onModuleInit(): void {
    registerSecrets(() => this.credentials.values);
    for (const { files } of this.credentials.files) this.watcher.watch(files);
    const logger = new Logger(HostedActionsModule.name);
    for (const reason of this.disabled) logger.warn(reason);
  }
}

interface Definitions {
  readonly actions: readonly FolderAction[];
  readonly credentials: CredentialStore;
}

function readDefinitions(folder: string, reserved: readonly string[], environment: Environment): Definitions {
  if (folder === '') return { actions: [], credentials: new CredentialStore([], environment) };
  const { definitions, faults } = readFolder(folder, reserved);
  const credentials = new CredentialStore(definitions, environment);
  const all = [...faults, ...credentials.faults];
  if (all.length > 0) throw new InvalidConfiguration(all.map(faultText));
  return { actions: definitions.filter((one) => !isAuth(one)), credentials };
}
