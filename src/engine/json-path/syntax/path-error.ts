import { EngineError } from '../../limits/engine-error.js';

/** A path that Jayway JsonPath rejects, or a filter that cannot judge a value. */
export class InvalidPath extends EngineError {
  override readonly name: string = 'InvalidPath';
}

/** A path that does not exist in the document. Jayway's own exception for it is an invalid path too. */
export class PathNotFound extends InvalidPath {
  override readonly name = 'PathNotFound';
}

/** A list index that does not exist. The surrounding step ignores this error, as Jayway does. */
export class IndexOutOfBounds extends EngineError {
  override readonly name = 'IndexOutOfBounds';
}
