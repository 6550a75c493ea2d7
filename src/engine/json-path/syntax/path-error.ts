import { EngineError } from '../../limits/engine-error.js';

/** A path that Jayway JsonPath rejects, or a filter that cannot judge a value. */
export class InvalidPath extends EngineError {
  override readonly name: string = 'InvalidPath';
}

/** A path that leads nowhere in the document. Jayway's own exception for it is an invalid path too. */
export class PathNotFound extends InvalidPath {
  override readonly name = 'PathNotFound';
}

/** A list index that the list does not have; the step around it swallows this error, as Jayway does. */
export class IndexOutOfBounds extends EngineError {
  override readonly name = 'IndexOutOfBounds';
}
