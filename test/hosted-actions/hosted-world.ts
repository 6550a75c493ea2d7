import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/clean-up.js';
import { TestService, ServiceOptions, startService } from '../support/service.js';

/** A definition with the parts that a test sets. */
export interface DefinitionOptions {
  readonly url: string;
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly input?: object;
  readonly output?: object;
  readonly map?: Readonly<Record<string, string>>;
  readonly defaults?: Readonly<Record<string, string>>;
  readonly success?: string;
  readonly type?: string;
  readonly actionType?: string;
}

export const definition = (options: DefinitionOptions): object => ({
  name: 'Hosted',
  integrationType: options.type ?? (options.url.startsWith('/') ? 'purecloud-data-actions' : 'custom-rest-actions'),
  actionType: options.actionType ?? 'custom',
  config: {
    request: {
      requestUrlTemplate: options.url,
      requestType: options.method ?? 'GET',
      headers: options.headers ?? {},
      requestTemplate: options.body ?? '${input.rawRequest}',
    },
    response: {
      translationMap: options.map ?? {},
      translationMapDefaults: options.defaults ?? {},
      successTemplate: options.success ?? '${rawResult}',
    },
  },
  contract: {
    input: { inputSchema: options.input ?? { type: 'object', properties: {} } },
    output: { successSchema: options.output ?? { type: 'object', properties: {}, additionalProperties: true } },
  },
  secure: false,
});

export const texts = (...names: readonly string[]): object => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  required: names,
});

/** A folder of definitions and policies, which is removed after the suite. Objects are written as JSON. */
export class DefinitionFolder {
  readonly path = temporaryFolder('data-actions');

  constructor(files: Readonly<Record<string, object | string>> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  write(name: string, content: object | string): void {
    writeFileSync(join(this.path, name), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

/** Starts the service with a folder of definitions that may call hosts on this machine. */
export async function startHosting(
  files: Readonly<Record<string, object | string>>,
  { environment, ...options }: ServiceOptions = {},
): Promise<TestService> {
  const folder = new DefinitionFolder(files);
  const hosting = { DATA_ACTIONS_DIR: folder.path, DATA_ACTIONS_PRIVATE_HOSTS: '*' };
  return startService({ ...options, environment: { ...hosting, ...environment } });
}
