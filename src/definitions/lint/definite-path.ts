import { EngineError } from '../../engine/limits/engine-error.js';
import { JsonPath } from '../../engine/json-path/json-path.js';

/** Whether a path may match many values: then it gives a list, an empty one where it finds nothing. */
export function isIndefinite(path: unknown): boolean {
  if (typeof path !== 'string') return false;
  try {
    return !new JsonPath(path).isDefinite;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
