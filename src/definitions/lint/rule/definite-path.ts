import { EngineError } from '../../../engine/limits/engine-error.js';
import { JsonPath } from '../../../engine/json-path/json-path.js';

/** Returns whether a path may match several values. The result of such a path is a list, which is empty if nothing matches. */
export function isIndefinite(path: unknown): boolean {
  if (typeof path !== 'string') return false;
  try {
    return !new JsonPath(path).isDefinite;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
