import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../engine/contract/json-schema.js';

export interface DefinitionChange {
  /** `config.request.requestUrlTemplate` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** True if the platform recreates the action, so that flows lose it. */
  readonly recreates: boolean;
}

/** Members that the platform cannot change: Terraform deletes the action and creates another one with a new id. */
const RECREATING = [/^contract\./, /^secure$/, /^integrationId$/, /^integrationType$/, /^actionType$/];
/** Members that are not part of the definition. */
const IGNORED = ['id', 'selfUri', 'version'];

/** Returns the differences between two definitions, sorted by path. */
export function definitionChanges(before: unknown, after: unknown): DefinitionChange[] {
  return changesAt('', before, after)
    .filter(({ path }) => !IGNORED.includes(path))
    .map((change) => ({ ...change, recreates: RECREATING.some((pattern) => pattern.test(change.path)) }));
}

function changesAt(path: string, before: unknown, after: unknown): Omit<DefinitionChange, 'recreates'>[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => changesAt(path === '' ? name : `${path}.${name}`, before[name], after[name]));
}
