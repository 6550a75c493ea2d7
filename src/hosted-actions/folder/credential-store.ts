import { resolve, dirname } from 'node:path';
import { Environment } from '../../config/variables/environment.js';
import { SecretFile } from '../../config/files/secret-file.js';
import { JsonMap } from '../../engine/json/json-value.js';
import { HostedDefinition } from '../definition/hosted-definition.js';
import { Fault } from '../fault/fault.js';
import { FolderAction } from './read-folder.js';
import { CredentialSource } from '../policy/policy.js';

export const CREDENTIALS = Symbol('credentials of hosted actions');

/** Returns the current value of a credential. */
type Credential = () => string;

/** The credentials of the hosted actions. Credentials in files change with their files. */
export class CredentialStore {
  readonly files: SecretFile[] = [];
  readonly faults: Fault[] = [];
  private readonly byPath = new Map<string, ReadonlyMap<string, Credential>>();

  constructor(
    definitions: readonly FolderAction[],
    private readonly environment: Environment,
  ) {
    for (const hosted of definitions) {
      const entries = Object.entries(hosted.policy.credentials ?? {});
      const found = entries.flatMap(([name, source]) => this.resolved(hosted, name, source));
      this.byPath.set(hosted.path, new Map(found));
    }
  }

  /** Returns the values of `credentials` in the templates of a definition. */
  of({ path }: Pick<HostedDefinition, 'path'>): JsonMap {
    return new Map([...(this.byPath.get(path) ?? [])].map(([name, read]) => [name, read()]));
  }

  /** All current values, for redaction. */
  get values(): string[] {
    return [...this.byPath.values()].flatMap((credentials) => [...credentials.values()].map((read) => read()));
  }

  private resolved(hosted: FolderAction, name: string, source: CredentialSource): [string, Credential][] {
    try {
      return [[name, this.credential(hosted, source)]];
    } catch (error) {
      this.faults.push(hosted.faultAt(['credentials', name], `credentials.${name}: ${(error as Error).message}`));
      return [];
    }
  }

  private credential({ path }: HostedDefinition, source: CredentialSource): Credential {
    if ('file' in source) return this.fromFile(source.file, resolve(dirname(path), source.file));
    const { env } = source;
    const [text, file] = [env, `${env}_FILE`].map((variable) => this.environment[variable]?.trim() ?? '');
    if (text !== '' && file !== '') throw new Error(`${env} and ${env}_FILE are both set: remove one`);
    if (file !== undefined && file !== '') return this.fromFile(env, file);
    if (text === undefined || text === '') throw new Error(`set the environment variable ${env}, or ${env}_FILE`);
    return () => text;
  }

  private fromFile(name: string, path: string): Credential {
    const file = new SecretFile(name, path, (text) => text);
    this.files.push(file);
    return () => String(file.value);
  }
}
