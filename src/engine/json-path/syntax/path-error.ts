import { EngineError } from '../../limits/engine-error.js';

/** A path that Jayway JsonPath rejects, or a filter that cannot be applied to a value. */
export class InvalidPath extends EngineError {
  override readonly name: string = 'InvalidPath';
}

/**
 * A path that does not exist in the document. A subclass of InvalidPath, because Jayway's PathNotFoundException extends
 * InvalidPathException.
 */
export class PathNotFound extends InvalidPath {
  override readonly name = 'PathNotFound';
}

/** A list index that does not exist. The surrounding step ignores this error, as Jayway does. */
export class IndexOutOfBounds extends EngineError {
  override readonly name = 'IndexOutOfBounds';
}
