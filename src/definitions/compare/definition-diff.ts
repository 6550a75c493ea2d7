import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../engine/contract/json-schema.js';

/** A difference between two versions of a Data Action. */
export interface DefinitionChange {
  /** `config.request.requestUrlTemplate` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether the platform recreates the action, so that flows lose it. */
  readonly recreates: boolean;
}

/** The platform takes no change of these: Terraform drops the action and creates one with a new id. */
const RECREATING = [/^contract\./, /^secure$/, /^integrationId$/, /^integrationType$/, /^actionType$/];
/** Properties of the store, not of the definition. */
const IGNORED = ['id', 'selfUri', 'version'];

/** The differences between two definitions, in the order of their paths. */
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
