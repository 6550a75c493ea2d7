import { JSONPath } from 'jsonpath-plus';
import { ExecutionError } from './execution-error.js';

/** What a path led to; `isFound` is false where it led nowhere, which is not the same as to null. */
export interface Found {
  readonly isFound: boolean;
  readonly value?: unknown;
}

/** A match as the library describes it; to the library, unlike to the platform, a list has a member `length`. */
interface Place {
  readonly value: unknown;
  readonly parent: unknown;
  readonly parentProperty: unknown;
}

const NOWHERE: Found = { isFound: false };
const LENGTH = /^(length|size)\(\)$/;

/**
 * Follows a JSONPath as the platform's library (Jayway) does: a definite path finds one value or nothing, any other one
 * (`..`, `*`, slices, unions) a list, which may be empty, unless already its definite beginning leads nowhere.
 * Filters and scripts are not evaluated.
 *
 * @throws ExecutionError for a path with a filter or a script
 */
export function findPath(path: string, json: unknown): Found {
  const steps = stepsOf(path);
  if (steps.some((step) => /^\??\(/.test(step)))
    throw new ExecutionError(`The JSONPath ${path} has a filter or a script, which are not evaluated here`);
  const isCounted = LENGTH.test(steps.at(-1) ?? '');
  const found = follow(isCounted ? steps.slice(0, -1) : steps, json);
  if (!isCounted || !found.isFound) return found;
  return Array.isArray(found.value) ? { isFound: true, value: found.value.length } : NOWHERE;
}

/** The steps after the root; `-1` becomes the slice `-1:`, which is how the library names the last item. */
function stepsOf(path: string): string[] {
  const [first = '$', ...rest] = JSONPath.toPathArray(path);
  return ['$', ...(first === '$' ? [] : [first]), ...rest].map((step) => (/^-\d+$/.test(step) ? `${step}:` : step));
}

function follow(steps: readonly string[], json: unknown): Found {
  const indefinite = steps.findIndex((step) => !isDefinite(step));
  const [first] = matches(indefinite < 0 ? steps : steps.slice(0, indefinite), json);
  if (first === undefined || indefinite < 0) return first ?? NOWHERE;
  return { isFound: true, value: matches(steps, json).map(({ value }) => value) };
}

/** A step that leads to one place at most; `-1:` is the last item. */
function isDefinite(step: string): boolean {
  return /^-\d+:$/.test(step) || !/^\.\.$|^\*$|[,:^~]/.test(step);
}

function matches(steps: readonly string[], json: unknown): Found[] {
  if (steps.length === 1) return [{ isFound: true, value: json }];
  if (typeof json !== 'object' || json === null) return [];
  const places = JSONPath<Place[]>({ path: [...steps], json, wrap: true, eval: false, resultType: 'all' });
  return places
    .filter(({ parent, parentProperty }) => !(Array.isArray(parent) && parentProperty === 'length'))
    .map(({ value }) => ({ isFound: true, value }));
}
